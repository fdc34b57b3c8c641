-- Search, second part: what keeps it true, whoever writes. Triggers a statement, in the order of ids.
--
-- Writers about one person wait for each other at the person's row in person_counter, which stands as long as the
-- person does. Two kinds of writers meet there: one brings what the profile says, the other the rating, and neither
-- writes what is the other's. Each looks at the rest only once it holds that row, so that none works with what was
-- before, and as everybody holds rows in the order of ids, none waits in a circle.

create function person_lists(words tsvector) returns setof text
    language sql immutable parallel safe strict rows 4
    as $$ select '*' union all
          select lexeme from unnest(tsvector_to_array(words)) lexeme where left(lexeme, 1) in ('d', 't', 'm') $$;
comment on function person_lists is 'The lists that somebody with these words stands in';

-- Written so that no plan is wrong for very many: each person by their key, each with a look at the few disciplines.
create function person_words(ids bigint[]) returns table (id bigint, words tsvector)
    language sql stable rows 1000
    as $$ with known as materialized (select * from discipline_name)
          select p.id, case when p.deleted_at is null and p.suspended_at is null and not p.profile_hidden
                  and not (p.disciplines <> '{}' and folded_names(p.disciplines) <@ array['i''m hiring'])
              then array_to_tsvector(array(
                  select kind || word from (
                      select 'abc', folded_words(concat_ws(' ', p.display_name, array_to_string(p.disciplines, ' '), held.words))
                      union all select 'bc', folded_words(concat_ws(' ', p.tags, array_to_string(p.subdisciplines, ' ')))
                      union all select 'c', folded_words(p.bio)
                  ) said (kinds, word), string_to_table(kinds, null) kind
                  union all select unnest(held.lists)
                  union all select 't' where p.testing
                  union all select 'm' where p.is_mentor)) end
          from unnest(ids) touched (id) join person p using (id),
               lateral (select array_agg(distinct 'd' || coalesce(known.key, left(one.name, 100))) as lists,
                               string_agg(known.words, ' ') as words
                        from unnest(folded_names(p.disciplines)) one (name) left join known using (name)) held $$;
comment on function person_words is 'Everything that people are found by, see person_search.words; null of those who can''t be (R83)';

-- Disciplines change while nobody registers, so that no alias is missed by either. It is the first lock that anybody
-- takes, hence a trigger before the statement.
create function search_lock() returns integer
    language sql immutable as $$ select 5006 $$;
comment on function search_lock is 'The advisory lock of those who write what people are found by';

create function person_search_locked() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(search_lock());
    return null;
end $$;
create trigger person_search_locked before insert or update on person
    for each statement execute function person_search_locked();

create function person_search_write(ids bigint[]) returns void language plpgsql as $$
begin
    perform from person_counter where person_id = any (ids) order by person_id for no key update;
    insert into person_search as s (person_id, rating, social_total, words, x, y, z, place)
    select p.id, (coalesce(k.rating, 0) * 1000)::bigint, p.social_total, found.words,
           cosd(p.latitude) * cosd(p.longitude), cosd(p.latitude) * sind(p.longitude), sind(p.latitude),
           case when found.words is not null then point(p.longitude, p.latitude) end
    from person_words(ids) found join person p using (id) left join person_counter k on k.person_id = p.id
    order by p.id
    on conflict (person_id) do update
        set social_total = excluded.social_total, words = excluded.words,
            x = excluded.x, y = excluded.y, z = excluded.z, place = excluded.place
        where (s.social_total, s.words, s.x, s.y, s.z, s.place::text)
            is distinct from (excluded.social_total, excluded.words, excluded.x, excluded.y, excluded.z, excluded.place::text);

    delete from person_rank r using unnest(ids) touched (id), person_search s
    where r.person_id = touched.id and s.person_id = touched.id and r.list not in (select person_lists(s.words));

    insert into person_rank as r (person_id, list, rating, social_total)
    select s.person_id, list, s.rating, s.social_total
    from unnest(ids) touched (id) join person_search s on s.person_id = touched.id, person_lists(s.words) list
    order by 1, 2
    on conflict (person_id, list) do update set social_total = excluded.social_total
        where r.social_total <> excluded.social_total;
end $$;
comment on function person_search_write is 'Brings what these people are found by up to what their rows say';

create function person_searched() returns trigger language plpgsql as $$
begin
    perform person_search_write(array(select id from changed order by id));
    return null;
end $$;
create trigger person_searched after insert on person
    referencing new table as changed for each statement execute function person_searched();

create function person_search_changed() returns trigger language plpgsql as $$
declare
    ids bigint[] := array(
        select n.id from changed n join before o using (id)
        where (n.display_name, n.disciplines, n.subdisciplines, n.tags, n.bio, n.latitude, n.longitude, n.testing,
               n.is_mentor, n.social_total, n.deleted_at is null, n.suspended_at is null, n.profile_hidden)
            is distinct from
              (o.display_name, o.disciplines, o.subdisciplines, o.tags, o.bio, o.latitude, o.longitude, o.testing,
               o.is_mentor, o.social_total, o.deleted_at is null, o.suspended_at is null, o.profile_hidden)
        order by id);
begin
    if ids <> '{}' then
        perform person_search_write(ids);
    end if;
    return null;
end $$;
create trigger person_search_changed after update on person
    referencing old table as before new table as changed
    for each statement execute function person_search_changed();

create function person_rating_changed() returns trigger language plpgsql as $$
declare
    ids bigint[] := array(
        select c.person_id from changed c join person_search s using (person_id)
        where s.rating <> (c.rating * 1000)::bigint order by 1);
begin
    if ids = '{}' then  -- a view, a follower: nothing that orders lists
        return null;
    end if;
    update person_search s set rating = (c.rating * 1000)::bigint
        from changed c where c.person_id = s.person_id and s.rating <> (c.rating * 1000)::bigint;
    update person_rank r set rating = (c.rating * 1000)::bigint
        from changed c where c.person_id = r.person_id and r.rating <> (c.rating * 1000)::bigint;
    return null;
end $$;
create trigger person_rating_added after insert on person_counter
    referencing new table as changed for each statement execute function person_rating_changed();
create trigger person_rating_changed after update on person_counter
    referencing new table as changed for each statement execute function person_rating_changed();

create function person_rank_counted() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' then
        delete from person_rank_total;
        delete from person_rank_change;
        return null;
    end if;
    insert into person_rank_change (list, people)
        select list, case tg_op when 'INSERT' then count(*) else -count(*) end from changed group by list order by list;
    return null;
end $$;
create trigger person_rank_more after insert on person_rank
    referencing new table as changed for each statement execute function person_rank_counted();
create trigger person_rank_fewer after delete on person_rank
    referencing old table as changed for each statement execute function person_rank_counted();
create trigger person_rank_none after truncate on person_rank
    for each statement execute function person_rank_counted();

create function person_rank_fold() returns void
    language sql
    as $$ with taken as (delete from person_rank_change returning list, people)
          insert into person_rank_total as t (list, people)
          select list, sum(people) from taken group by list order by list
          on conflict (list) do update set people = t.people + excluded.people $$;
comment on function person_rank_fold is 'Brings the totals up to now, so that there are few changes to add up';

-- The operator's change of a name or an alias reaches everybody who has the discipline, by either.
create function discipline_search_changed() returns trigger language plpgsql as $$
declare
    names text[] := '{}';
begin
    perform pg_advisory_xact_lock(search_lock());
    if tg_op <> 'INSERT' then
        names := names || array[old.name, old.alias1, old.alias2];
    end if;
    if tg_op <> 'DELETE' then
        names := names || array[new.name, new.alias1, new.alias2];
    end if;
    perform person_search_write(array(
        select p.id from person p
        where folded_names(p.disciplines) && folded_names(array_remove(array_remove(names, null), ''))
          and p.deleted_at is null and p.suspended_at is null and not p.profile_hidden
        order by p.id));
    return null;
end $$;
create trigger discipline_search_changed
    after insert or delete or update of name, alias1, alias2, deleted_at on discipline
    for each row execute function discipline_search_changed();

select person_search_write(array(select id from person order by id));
select person_rank_fold();
