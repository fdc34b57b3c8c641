-- Hiring: who is told of a job, who is recommended for it, and what became of who applied (decisions 0022 and 0023).
--
-- What and where are looked up at once: the globe is a grid, and a key is a discipline and a cell of it. So neither
-- everybody of a discipline is looked at, nor everybody of a town. What columns and indexes are made of finds the
-- functions it calls wherever it is called, for a restore looks for them nowhere.

-- ── the grid ──

create function grid_cell(latitude double precision, longitude double precision, size double precision) returns text
    language sql immutable parallel safe strict
    as $$ select size || ':' || floor((latitude + 90) / size)::integer
              || ':' || mod(floor((longitude + 180) / size)::integer, (360 / size)::integer) $$;
comment on function grid_cell is 'The cell of a place in the grid whose cells are so many degrees wide';

-- All longitudes where a pole is inside. A millionth of a degree more, rather than miss somebody for a rounding.
create function cells_around(
    latitude double precision, longitude double precision, miles double precision, size double precision
) returns setof text
    language sql immutable parallel safe strict rows 50
    as $$ with circle as (
              select reach, latitude - reach < -90 or latitude + reach > 90 as polar,
                  case when latitude - reach >= -90 and latitude + reach <= 90
                      then degrees(asin(least(sin(radians(reach)) / cos(radians(latitude)), 1))) + 0.000001 end as aside
              from (select degrees(least(miles / 3958.7613, pi())) + 0.000001 as reach) way
          )
          select size || ':' || y || ':' || mod(mod(x, (360 / size)::integer) + (360 / size)::integer, (360 / size)::integer)
          from circle,
              generate_series(floor((greatest(latitude - reach, -90) + 90) / size)::integer,
                              floor((least(latitude + reach, 90) + 90) / size)::integer) y,
              generate_series(case when polar then 0 else floor((longitude - aside + 180) / size)::integer end,
                              case when polar then (360 / size)::integer - 1
                                   else floor((longitude + aside + 180) / size)::integer end) x $$;
comment on function cells_around is 'The cells that places within so many miles may be in';

create function chord_of(miles double precision) returns double precision
    language sql immutable parallel safe strict
    as $$ select case when miles / 3958.7613 >= pi() then 5 else (2 * sin(miles / 3958.7613 / 2)) ^ 2 end $$;
comment on function chord_of is 'The square of the straight way through a globe of radius 1 that leads so far along the ground';

create function miles_of(chord double precision) returns double precision
    language sql immutable parallel safe strict
    as $$ select 2 * 3958.7613 * asin(sqrt(chord) / 2) $$;  -- so plain that a query holds it and doesn't call it
comment on function miles_of is 'How far along the ground, by the square of a straight way through the globe of 4 at most';

-- ── alerts ──

-- Large circles have large cells, so that none has many keys. Of a place without coordinates the country counts.
create function alert_keys(
    disciplines text[], country text, latitude numeric, longitude numeric, miles numeric, search text, is_off boolean
) returns text[]
    language sql immutable parallel safe set search_path from current
    as $$ select case when is_off then '{}' else array(
              select name || '@' || place
              from (select left(name, 100) as name from unnest(folded_names(disciplines)) name
                    union select '' where disciplines = '{}') names,
                  (select cells_around(latitude::float8, longitude::float8, miles::float8,
                              case when miles <= 100 then 1 when miles <= 600 then 6 else 36 end) as place
                   union select 'in:' || trim(folded_text(country))
                       where longitude + latitude + miles is not null and trim(folded_text(country)) <> ''
                   union select 'of:' || trim(folded_text(country))
                       where longitude + latitude + miles is null and trim(folded_text(country)) <> ''
                   union select '*'
                       where longitude + latitude + miles is null and coalesce(trim(folded_text(country)), '') = '') places
              where name <> '' or place <> '*' or not exists (select from folded_words(search))
              union all
              select * from (select '#' || word from folded_words(search) word
                  where disciplines = '{}' and longitude + latitude + miles is null
                      and coalesce(trim(folded_text(country)), '') = ''
                  order by length(word) desc, word limit 1) rarest
          ) end $$;
comment on function alert_keys is 'What an alert is found by: each of its disciplines in each cell of its circle; else a word of its text';

create function alert_query(search text) returns tsquery
    language sql immutable parallel safe strict set search_path from current
    as $$ select search_words(array(select folded_words(search)), '', false, '&') $$;
comment on function alert_query is 'All words of an alert''s text';

drop index alert_disciplines;
drop index alert_place;
alter table alert
    add is_off boolean not null default false,
    add keys text[] not null generated always as (
        alert_keys(disciplines, country, latitude, longitude, miles, search, is_off)) stored,
    add query tsquery generated always as (alert_query(search)) stored,
    add x double precision generated always as (cosd(latitude::float8) * cosd(longitude::float8)) stored,
    add y double precision generated always as (cosd(latitude::float8) * sind(longitude::float8)) stored,
    add z double precision generated always as (sind(latitude::float8)) stored,
    add chord double precision generated always as (
        case when latitude is not null and longitude is not null then chord_of(miles::float8) end) stored;
comment on column alert.is_off is 'Of the one that follows the profile: its person wants it no more, so that it isn''t made again';
comment on column alert.keys is 'What it is found by when a job comes, see alert_keys';
comment on column alert.query is 'What a job''s words have to hold; null without a text';
comment on column alert.chord is 'How far its circle reaches, see chord_of; null means anywhere';
create index alert_keys on alert using gin (keys) with (fastupdate = off);

-- The alert that follows the profile (R70): its disciplines, within 40 miles of its place, or in its country where
-- the place is not known. A profile that says neither what nor where has none.
create function alert_follow(ids bigint[]) returns void language plpgsql as $$
begin
    delete from alert a using unnest(ids) touched (id) join person p using (id)
    where a.person_id = p.id and a.from_profile and not a.is_off
      and (p.deleted_at is not null or hunted(p.disciplines) = '{}'
           or p.latitude + p.longitude is null and coalesce(trim(p.country), '') = '');

    insert into alert as a (person_id, from_profile, disciplines, city, country, latitude, longitude, miles)
    select p.id, true, hunted(p.disciplines), p.city, p.country, p.latitude, p.longitude,
           case when p.latitude + p.longitude is not null then 40 end
    from unnest(ids) touched (id) join person p using (id)
    where p.deleted_at is null and hunted(p.disciplines) <> '{}'
      and (p.latitude + p.longitude is not null or coalesce(trim(p.country), '') <> '')
    order by p.id
    on conflict (person_id) where from_profile do update
        set disciplines = excluded.disciplines, city = excluded.city, country = excluded.country,
            latitude = excluded.latitude, longitude = excluded.longitude,
            miles = case when excluded.miles is not null then coalesce(a.miles, excluded.miles) end, modified_at = now();
end $$;
comment on function alert_follow is 'Brings the alerts that follow profiles up to what those say';

create function hunted(disciplines text[]) returns text[]
    language sql immutable parallel safe
    as $$ select array(select name from unnest(disciplines) with ordinality held (name, place)
                       where folded_name(name) <> 'i''m hiring' order by place) $$;
comment on function hunted is 'Disciplines without the mark of those who hire (R83)';

create function alert_followed() returns trigger language plpgsql as $$
declare
    ids bigint[];
begin
    if tg_op = 'INSERT' then
        ids := array(select id from changed order by id);
    else
        ids := array(
            select n.id from changed n join before o using (id)
            where (n.disciplines, n.city, n.country, n.latitude, n.longitude, n.deleted_at is null)
                is distinct from (o.disciplines, o.city, o.country, o.latitude, o.longitude, o.deleted_at is null)
            order by id);
    end if;
    if ids <> '{}' then
        perform alert_follow(ids);
    end if;
    return null;
end $$;
create trigger alert_followed after insert on person
    referencing new table as changed for each statement execute function alert_followed();
create trigger alert_follows after update on person
    referencing old table as before new table as changed for each statement execute function alert_followed();

select alert_follow(array(
    select id from person p where not exists (select from alert a where a.person_id = p.id and a.from_profile) order by id));

-- ── who is recommended ──

-- Of words and place alone, so that a change of a rating stays a HOT update.
create function search_cells(words tsvector, place point) returns text[]
    language sql immutable parallel safe strict set search_path from current
    as $$ select array(
              select lexeme || '@' || grid_cell(place[1], place[0], size)
              from unnest(tsvector_to_array(words)) lexeme, unnest(array[0.1, 1]::float8[]) size
              where left(lexeme, 1) = 'd') $$;
comment on function search_cells is 'Each discipline of a person in the small and in the large cell of their place';

create index person_search_cells on person_search using gin (search_cells(words, place)) with (fastupdate = off);

-- ── invites and applications ──

create index invite_day on invite (job_id, created_at);

create table application_change (
    id bigint generated always as identity primary key,
    application_id bigint not null references application on delete cascade,
    was text not null check (was in ('new', 'shortlist', 'successful', 'unsuccessful')),
    status text not null check (status in ('new', 'shortlist', 'successful', 'unsuccessful')),
    message text,
    created_at timestamptz not null default now(),
    check (was <> status)
);
comment on table application_change is 'What became of an application, one change after the other';
comment on column application_change.message is 'What the owner of the job wrote to the applicant with it';
create index application_change_application on application_change (application_id, id);

insert into application_change (application_id, was, status, message, created_at)
    select id, 'new', status, message, coalesce(modified_at, created_at) from application where status <> 'new' order by id;
