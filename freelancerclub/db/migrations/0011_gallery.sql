-- The gallery: freshness of what is kept in memory about a picture, which pictures are listed, what they are found by.
--
-- Rows are held in the order of 0006 and 0007: picture_counter, person_counter, then versions; each by id. Whoever
-- raises the version of a picture or writes its row in the gallery holds the counters of its owner first, as every
-- change of a picture does anyway; so of one owner's rows only one transaction at a time touches any, in whatever
-- order, and none waits in a circle. The triggers here come after those of 0006 and 0007 by their names: of a picture
-- that moves, both owners are held by then. Ids come as a table, so that no plan is wrong for very many.

-- ── versions ──

create function raise_pictures(ids bigint[]) returns void language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    lock table person_counter in row exclusive mode;
    perform from person_counter
        where person_id in (select owner_id from unnest(ids) touched (id) join picture using (id))
        order by person_id for no key update;
    update picture_version v set version = nextval('fragment_version')
        from unnest(ids) touched (id) where v.id = touched.id;
end $$;
comment on function raise_pictures is 'What is kept in memory about these pictures is old from this transaction on';

create function picture_versioned() returns trigger language plpgsql as $$
begin
    perform raise_pictures(array(select id from touched order by id));
    return null;
end $$;
create trigger picture_versioned after update on picture
    referencing new table as touched for each statement execute function picture_versioned();

create function picture_counter_versioned() returns trigger language plpgsql as $$
begin
    case tg_op
        when 'UPDATE' then
            perform raise_pictures(array(select picture_id from was union select picture_id from touched order by 1));
        when 'DELETE' then
            perform raise_pictures(array(select picture_id from touched order by 1));
        else -- TRUNCATE
            perform raise_pictures(array(select id from picture_version order by id));
    end case;
    return null;
end $$;
create trigger picture_counter_versioned after update on picture_counter
    referencing old table as was new table as touched for each statement execute function picture_counter_versioned();
create trigger picture_counter_versioned_gone after delete on picture_counter
    referencing old table as touched for each statement execute function picture_counter_versioned();
create trigger picture_counter_versioned_none after truncate on picture_counter
    for each statement execute function picture_counter_versioned();

-- ── the gallery ──

create table gallery (
    id bigint references picture on delete cascade,
    owner_id bigint not null,
    words tsvector not null,
    primary key (id) include (owner_id)
);
comment on table gallery is 'The pictures that /images lists: public and authorised ones of people whose profile is listed';
comment on column gallery.words is 'Folded words of title, description and keywords';
create index gallery_owner on gallery (owner_id, id);
-- Kept up at once: a pending list would be read through by every search.
create index gallery_words on gallery using gin (words) with (fastupdate = off);

-- What others see of one owner's pictures is counted from this index alone.
create index picture_shown on picture (owner_id, id desc) where authorised and deleted_at is null;

-- How many there are is a total and the changes since it was made: nobody waits for anybody to be counted.
create table gallery_total (
    id boolean primary key default true check (id),
    pictures bigint not null
);
comment on table gallery_total is 'How many pictures are listed, but for the changes not yet folded in: one row, or none yet';

create table gallery_change (
    id bigint generated always as identity primary key,
    pictures bigint not null
);
comment on table gallery_change is 'How many pictures came and went since the total was made; the clock folds them in';

create function gallery_counted() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' then
        delete from gallery_change;
        delete from gallery_total;
        return null;
    end if;
    insert into gallery_change (pictures)
        select case tg_op when 'INSERT' then count(*) else -count(*) end from changed having count(*) > 0;
    return null;
end $$;
create trigger gallery_more after insert on gallery
    referencing new table as changed for each statement execute function gallery_counted();
create trigger gallery_fewer after delete on gallery
    referencing old table as changed for each statement execute function gallery_counted();
create trigger gallery_none after truncate on gallery
    for each statement execute function gallery_counted();

create function gallery_fold() returns void
    language sql
    as $$ with taken as (delete from gallery_change returning pictures),
               more as (select sum(pictures) as pictures from taken)
          insert into gallery_total as t (pictures) select pictures from more where pictures is not null
          on conflict (id) do update set pictures = t.pictures + excluded.pictures $$;
comment on function gallery_fold is 'Brings the total up to now, so that there are few changes to add up';

-- Who is listed is read once the owner is held: whoever changes that holds the owner too.
create function gallery_write(ids bigint[]) returns void language plpgsql as $$
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
    where i.public and i.authorised and i.deleted_at is null
      and p.deleted_at is null and p.suspended_at is null and not p.profile_hidden
    order by i.id
    on conflict (id) do update set owner_id = excluded.owner_id, words = excluded.words
        where (g.owner_id, g.words) is distinct from (excluded.owner_id, excluded.words);
end $$;
comment on function gallery_write is 'Brings the rows of these pictures in the gallery up to what the pictures say';

create function picture_written() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform gallery_write(array(select id from touched where public and authorised and deleted_at is null
                                    order by id));
    else
        perform gallery_write(array(
            select n.id from touched n join was o using (id)
            where (n.owner_id, n.public, n.authorised, n.deleted_at is null, n.title, n.description, n.keywords)
                is distinct from
                  (o.owner_id, o.public, o.authorised, o.deleted_at is null, o.title, o.description, o.keywords)
            order by n.id));
    end if;
    return null;
end $$;
create trigger picture_written_first after insert on picture
    referencing new table as touched for each statement execute function picture_written();
create trigger picture_written_again after update on picture
    referencing old table as was new table as touched for each statement execute function picture_written();

-- Cards name the owner; and whoever is hidden, suspended or gone takes their pictures along.
create function person_pictures_changed() returns trigger language plpgsql as $$
begin
    perform raise_pictures(array(
        select i.id from touched n join was o using (id) join picture i on i.owner_id = n.id
        where (n.display_name, n.slug) is distinct from (o.display_name, o.slug) order by i.id));
    perform gallery_write(array(
        select i.id from touched n join was o using (id) join picture i on i.owner_id = n.id
        where (n.deleted_at is null, n.suspended_at is null, n.profile_hidden)
            is distinct from (o.deleted_at is null, o.suspended_at is null, o.profile_hidden) order by i.id));
    return null;
end $$;
create trigger person_pictures_changed after update on person
    referencing old table as was new table as touched for each statement execute function person_pictures_changed();

select gallery_write(array(select id from picture order by id));
select gallery_fold();
