-- Very many pictures at once, of tables that nobody has looked at yet: the gallery is written in one pass over them.
--
-- A planner without statistics takes `deleted_at is null and suspended_at is null` for next to nobody, and chose to
-- go through all pictures once a person: 100,000 people took an hour. Of a CASE it thinks nothing.
create or replace function gallery_write(ids bigint[]) returns void language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    perform from person_counter
        where person_id in (select owner_id from unnest(ids) touched (id) join picture using (id))
        order by person_id for no key update;
    delete from gallery g using unnest(ids) touched (id), picture i, person p
    where g.id = touched.id and i.id = touched.id and p.id = i.owner_id
      and not (i.public and i.authorised and i.deleted_at is null
               and p.deleted_at is null and p.suspended_at is null and not p.profile_hidden);
    insert into gallery as g (id, owner_id, words)
    select i.id, i.owner_id,
           array_to_tsvector(array(select folded_words(concat_ws(' ', i.title, i.description, i.keywords))))
    from unnest(ids) touched (id) join picture i using (id) join person p on p.id = i.owner_id
    where case when i.public and i.authorised and i.deleted_at is null then true else false end
      and case when p.deleted_at is null and p.suspended_at is null and not p.profile_hidden then true else false end
    order by i.id
    on conflict (id) do update set owner_id = excluded.owner_id, words = excluded.words
        where (g.owner_id, g.words) is distinct from (excluded.owner_id, excluded.words);
end $$;

-- A deleted picture stands in no portfolio any more, and takes no place of the three defaults. Whoever deletes one
-- holds its owner's row first, as whoever changes portfolios does.
create function picture_withdrawn() returns trigger language plpgsql as $$
begin
    delete from portfolio_picture h using touched n join was o using (id)
    where h.picture_id = n.id and n.deleted_at is not null and o.deleted_at is null;
    return null;
end $$;
create trigger picture_withdrawn after update on picture
    referencing old table as was new table as touched for each statement execute function picture_withdrawn();

delete from portfolio_picture h using picture i where i.id = h.picture_id and i.deleted_at is not null;
