-- Remembered searches: what has changed since the moment of a page (decision 40).
--
-- A process that found a page of people keeps it with the snapshot that it was found in. What every later transaction
-- changed of that by which people are found and ordered is noted here, so that one look tells whether the page still
-- stands: exactly, since a row counts by whether its transaction was in that snapshot, not by when it was written.

create table person_search_change (
    id bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    person_id bigint
);
comment on table person_search_change is 'What has lately changed of what people are found and ordered by';
comment on column person_search_change.person_id is
    'Whose rating or influence it was; null where anybody may be found by something else, or at another place';
create index person_search_change_xid on person_search_change (xid);

create table person_search_forgotten (
    only_row boolean primary key default true check (only_row),
    before xid8 not null
);
comment on table person_search_forgotten is 'Of transactions before this one the changes may be gone';
insert into person_search_forgotten (before) values (pg_current_xact_id());

create function person_search_unlike() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        insert into person_search_change (person_id)
        select distinct case when (n.words, n.x, n.y, n.z) is not distinct from (o.words, o.x, o.y, o.z) then n.person_id end
        from changed n join before o using (person_id);
    elsif exists (select from changed) then
        insert into person_search_change (person_id) values (null);
    end if;
    return null;
end $$;
create trigger person_search_more after insert on person_search
    referencing new table as changed for each statement execute function person_search_unlike();
create trigger person_search_unlike after update on person_search
    referencing old table as before new table as changed
    for each statement execute function person_search_unlike();
create trigger person_search_fewer after delete on person_search
    referencing old table as changed for each statement execute function person_search_unlike();

-- An alias says which discipline is meant, also where nobody's words change with it.
create function person_search_anew() returns trigger language plpgsql as $$
begin
    insert into person_search_change (person_id) values (null);
    return null;
end $$;
create trigger person_search_none after truncate on person_search
    for each statement execute function person_search_anew();
create trigger person_search_renamed after insert or update or delete or truncate on discipline
    for each statement execute function person_search_anew();

create function person_search_forget(most integer) returns void
    language sql
    as $$ with latest as (select xid from person_search_change order by id desc offset most limit 1),
               gone as (delete from person_search_change where xid < (select xid from latest))
          update person_search_forgotten f set before = latest.xid from latest where latest.xid > f.before $$;
comment on function person_search_forget is 'Keeps only so many changes, about; pages from before them are found anew';

create function person_search_forget_all() returns void
    language sql
    as $$ delete from person_search_change;
          update person_search_forgotten set before = pg_current_xact_id() $$;
comment on function person_search_forget_all is 'Whatever is remembered is found anew; after a restore, whose transactions another server numbered';
