-- The job board: freshness of what is kept in memory about a job, which jobs are listed, what they are found by.
--
-- Rows are held in the order of 0006 and 0007: job_counter, person_counter, then versions; each by id. Whoever raises
-- the version of a job holds its counters first, so of one job only one transaction at a time touches either. The
-- trigger on person stands before those of 0006 by its name, so that there too job_counter comes first.

alter table job add column expiry_told date;
comment on column job.expiry_told is 'The last day that the owner was told of beforehand; null while there was nothing to tell';

drop index job_board, job_disciplines, job_place, job_tests, job_expiry;
create index job_expiry on job (expires_on)
    where authorised and deleted_at is null and expiry_told is distinct from expires_on;
create index job_mine on job (owner_id, id desc) where deleted_at is null;

-- ── versions ──

create function raise_jobs(ids bigint[]) returns void language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    lock table job_counter in row exclusive mode;
    perform from job_counter where job_id = any (ids) order by job_id for no key update;
    update job_version v set version = nextval('fragment_version')
        from unnest(ids) touched (id) where v.id = touched.id;
end $$;
comment on function raise_jobs is 'What is kept in memory about these jobs is old from this transaction on';

create function job_versioned() returns trigger language plpgsql as $$
begin
    perform raise_jobs(array(select id from touched order by id));
    return null;
end $$;
create trigger job_versioned after update on job
    referencing new table as touched for each statement execute function job_versioned();

-- Of counters and files, also where they were before they moved.
create function job_side_versioned() returns trigger language plpgsql as $$
begin
    case tg_op
        when 'INSERT', 'DELETE' then
            perform raise_jobs(array(select distinct job_id from touched order by 1));
        when 'UPDATE' then
            perform raise_jobs(array(select job_id from was union select job_id from touched order by 1));
        else -- TRUNCATE
            perform raise_jobs(array(select id from job_version order by id));
    end case;
    return null;
end $$;
do $$
declare
    source text;
begin
    foreach source in array array['job_counter', 'job_file'] loop
        execute format($create$
            create trigger %1$s_versioned after update on %1$s
                referencing old table as was new table as touched
                for each statement execute function job_side_versioned();
            create trigger %1$s_versioned_gone after delete on %1$s
                referencing old table as touched for each statement execute function job_side_versioned();
            create trigger %1$s_versioned_none after truncate on %1$s
                for each statement execute function job_side_versioned();
        $create$, source);
    end loop;
end $$;
create trigger job_file_versioned_more after insert on job_file
    referencing new table as touched for each statement execute function job_side_versioned();

-- ── the board ──

create table board (
    job_id bigint references job on delete cascade,
    owner_id bigint not null,
    kind text not null,
    expires_on date not null,
    x double precision,
    y double precision,
    z double precision,
    place point,
    words tsvector not null,
    padding text not null default repeat(' ', 2100),
    primary key (job_id) include (owner_id, expires_on)
) with (toast_tuple_target = 128);
comment on table board is
    'The jobs that /jobs lists until their last day is over: public and authorised ones of owners who are there; '
    'one narrow row each, the words out of line';
comment on column board.expires_on is 'The last day, infinity for none: whoever asks compares it with the day it is';
comment on column board.words is
    'Lexemes that begin with their kind: w word of title, description, tags, disciplines or place, d discipline key';
comment on column board.x is 'With y and z the place on a globe of radius 1, for distances; null without coordinates';
comment on column board.padding is
    'Makes the row long enough for PostgreSQL to move the words out of it, and is then compressed to a few bytes';
alter table board alter column words set storage external;
create index board_kind on board (kind, job_id) include (owner_id, expires_on);
create index board_owner on board (owner_id, expires_on) include (kind);
create index board_expiry on board (expires_on);
-- Kept up at once: a pending list would be read through by every search.
create index board_words on board using gin (words) with (fastupdate = off);
create index board_place on board using gist (place) include (x, y, z);

-- How many there are is a total a kind and last day and the changes since it was made: nobody waits for anybody to
-- be counted, and what has expired drops out of the sum by itself.
create table board_total (
    kind text not null,
    expires_on date not null,
    jobs bigint not null,
    primary key (expires_on, kind)
);
comment on table board_total is 'How many jobs of a kind are listed until a day, but for the changes not yet folded in';

create table board_change (
    id bigint generated always as identity primary key,
    kind text not null,
    expires_on date not null,
    jobs bigint not null
);
comment on table board_change is 'How many jobs came and went since the totals were made; the clock folds them in';

create function board_counted() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' then
        delete from board_change;
        delete from board_total;
    elsif tg_op = 'UPDATE' then
        insert into board_change (kind, expires_on, jobs)
            select kind, expires_on, sum(jobs)
            from (select kind, expires_on, 1 from touched union all select kind, expires_on, -1 from was)
                as one (kind, expires_on, jobs)
            group by 1, 2 having sum(jobs) <> 0;
    else
        insert into board_change (kind, expires_on, jobs)
            select kind, expires_on, case tg_op when 'INSERT' then count(*) else -count(*) end
            from touched group by 1, 2;
    end if;
    return null;
end $$;
create trigger board_more after insert on board
    referencing new table as touched for each statement execute function board_counted();
create trigger board_other after update on board
    referencing old table as was new table as touched for each statement execute function board_counted();
create trigger board_fewer after delete on board
    referencing old table as touched for each statement execute function board_counted();
create trigger board_none after truncate on board
    for each statement execute function board_counted();

create function board_fold() returns void
    language sql
    as $$ with taken as (delete from board_change returning kind, expires_on, jobs)
          insert into board_total as t (kind, expires_on, jobs)
          select kind, expires_on, sum(jobs) from taken group by 1, 2 having sum(jobs) <> 0 order by 2, 1
          on conflict (expires_on, kind) do update set jobs = t.jobs + excluded.jobs;
          delete from board_total where jobs = 0 $$;
comment on function board_fold is 'Brings the totals up to now, so that there are few changes to add up';

-- Written so that no plan is wrong for very many, as person_words.
create function job_words(ids bigint[]) returns table (id bigint, words tsvector)
    language sql stable rows 1000
    as $$ with known as materialized (select * from discipline_name)
          select j.id, array_to_tsvector(array(
              select 'w' || folded_words(concat_ws(' ', j.title, j.description, j.tags,
                  array_to_string(j.disciplines, ' '), held.words, j.city, j.country))
              union select unnest(held.keys)))
          from unnest(ids) touched (id) join job j using (id),
               lateral (select array_agg(distinct 'd' || coalesce(known.key, left(one.name, 100))) as keys,
                               string_agg(known.words, ' ') as words
                        from unnest(folded_names(j.disciplines)) one (name) left join known using (name)) held $$;
comment on function job_words is 'Everything that jobs are found by, see board.words';

-- Who is listed is read once the owner is held: whoever changes that holds the owner too.
create function board_write(ids bigint[]) returns void language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    perform from person_counter
        where person_id in (select owner_id from unnest(ids) touched (id) join job using (id))
        order by person_id for no key update;
    delete from board b using unnest(ids) touched (id), job j, person p
    where b.job_id = touched.id and j.id = touched.id and p.id = j.owner_id
      and not (j.public and j.authorised and j.deleted_at is null and p.deleted_at is null and p.suspended_at is null);
    -- Written once each: within a join they may be written once a pair.
    with found as materialized (select id, words from job_words(ids))
    insert into board as b (job_id, owner_id, kind, expires_on, x, y, z, place, words)
    select j.id, j.owner_id, j.kind, coalesce(j.expires_on, 'infinity'),
           cosd(j.latitude) * cosd(j.longitude), cosd(j.latitude) * sind(j.longitude), sind(j.latitude),
           point(j.longitude, j.latitude), found.words
    from found join job j using (id) join person p on p.id = j.owner_id
    where j.public and j.authorised and j.deleted_at is null and p.deleted_at is null and p.suspended_at is null
    order by j.id
    on conflict (job_id) do update set owner_id = excluded.owner_id, kind = excluded.kind,
            expires_on = excluded.expires_on, x = excluded.x, y = excluded.y, z = excluded.z, place = excluded.place,
            words = excluded.words
        where (b.owner_id, b.kind, b.expires_on, b.x, b.y, b.z, b.words)
            is distinct from (excluded.owner_id, excluded.kind, excluded.expires_on,
                              excluded.x, excluded.y, excluded.z, excluded.words);
end $$;
comment on function board_write is 'Brings the rows of these jobs on the board up to what the jobs say';

-- As for people: no discipline changes while a job is written.
create trigger job_board_locked before insert or update on job
    for each statement execute function person_search_locked();

create function job_written() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform board_write(array(select id from touched where public and authorised and deleted_at is null
                                  order by id));
    else
        perform board_write(array(
            select n.id from touched n join was o using (id)
            where (n.owner_id, n.public, n.authorised, n.deleted_at is null, n.kind, n.expires_on, n.latitude,
                   n.longitude, n.title, n.description, n.tags, n.disciplines, n.city, n.country)
                is distinct from
                  (o.owner_id, o.public, o.authorised, o.deleted_at is null, o.kind, o.expires_on, o.latitude,
                   o.longitude, o.title, o.description, o.tags, o.disciplines, o.city, o.country)
            order by n.id));
    end if;
    return null;
end $$;
create trigger job_written_first after insert on job
    referencing new table as touched for each statement execute function job_written();
create trigger job_written_again after update on job
    referencing old table as was new table as touched for each statement execute function job_written();

-- Cards show the owner's picture and link there; and whoever is suspended or gone takes their jobs along.
create function person_board_changed() returns trigger language plpgsql as $$
begin
    perform raise_jobs(array(
        select j.id from touched n join was o using (id) join job j on j.owner_id = n.id
        where (n.picture, n.slug) is distinct from (o.picture, o.slug) order by j.id));
    perform board_write(array(
        select j.id from touched n join was o using (id) join job j on j.owner_id = n.id
        where (n.deleted_at is null, n.suspended_at is null) is distinct from (o.deleted_at is null, o.suspended_at is null)
        order by j.id));
    return null;
end $$;
create trigger person_board_changed after update on person
    referencing old table as was new table as touched for each statement execute function person_board_changed();

-- The operator's change of a name or an alias reaches every job that asks for the discipline, by either.
create function discipline_board_changed() returns trigger language plpgsql as $$
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
    perform board_write(array(
        select j.id from board b join job j on j.id = b.job_id
        where folded_names(j.disciplines) && folded_names(array_remove(array_remove(names, null), ''))
        order by j.id));
    return null;
end $$;
create trigger discipline_board_changed
    after insert or delete or update of name, alias1, alias2, deleted_at on discipline
    for each row execute function discipline_board_changed();

select board_write(array(select id from job order by id));
select board_fold();
