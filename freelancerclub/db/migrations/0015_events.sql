-- What a person's event stream says is written by triggers, so that no feature can forget it (decision 26).

create table event_line (
    person_id bigint primary key references person on delete cascade,
    last bigint not null
) with (fillfactor = 50);
comment on table event_line is 'How far a person''s event stream has come; its row is locked while positions are given';
comment on column event_line.last is 'The position of the newest event; the next one''s is one more';

delete from event; -- nothing has written or read it so far
alter table event add position bigint;
comment on column event.position is 'Its place in the person''s stream, without gaps; given right before the commit';
comment on column event.payload is 'Ids only: what they mean is read when it is sent';
drop index event_person;
alter table event add constraint event_once unique (person_id, position);

-- Positions are given by the first of the transaction's events to come to its commit, for all of them at once: in the
-- order of the people, so that no two transactions wait for each other, and by the last thing a transaction does, so
-- that the next one waits for no more than its commit. Rows without a position are nobody else's: others see only
-- what was committed, and that has one.
create function event_placed() returns trigger language plpgsql as $$
declare
    told bigint[];
begin
    if (select position is not null from event where id = new.id) is not false then
        return null; -- placed with the first one
    end if;
    with fresh as (
        select id, person_id, row_number() over (partition by person_id order by id) as place
        from event where id >= new.id and position is null
    ), many as (
        select person_id, count(*) as events from fresh group by person_id
    ), line as (
        insert into event_line as was (person_id, last) select person_id, events from many order by person_id
        on conflict (person_id) do update set last = was.last + excluded.last
        returning person_id, last
    ), placed as (
        update event e set position = line.last - many.events + fresh.place, created_at = clock_timestamp()
        from fresh join many using (person_id) join line using (person_id)
        where e.id = fresh.id
        returning e.person_id
    )
    select array_agg(distinct person_id) into told from placed;
    perform pg_notify('club_events', people) from (
        select string_agg(person_id::text, ' ') as people
        from unnest(told) with ordinality as each (person_id, place) group by (place - 1) / 300
    ) pages;
    return null;
end $$;
create constraint trigger event_placed after insert on event
    deferrable initially deferred for each row execute function event_placed();

-- What is imported with an age of more than a month is no news. Members come before, or with, the first message.
create function event_of_item() returns trigger language plpgsql as $$
begin
    insert into event (person_id, kind, payload)
    select m.person_id, 'message', jsonb_build_object('item', added.id)
    from added join thread_member m using (thread_id)
    where not added.html and added.created_at > now() - interval '30 days'
      and (not added.withheld or m.person_id = added.author_id) order by added.id, m.person_id;
    return null;
end $$;
create trigger event_of_item after insert on thread_item
    referencing new table as added for each statement execute function event_of_item();

-- What was held back is news when it is let go.
create function event_of_release() returns trigger language plpgsql as $$
begin
    insert into event (person_id, kind, payload)
    select m.person_id, 'message', jsonb_build_object('item', now_.id)
    from now_ join was using (id) join thread_member m on m.thread_id = now_.thread_id
    where was.withheld and not now_.withheld and m.person_id <> now_.author_id order by now_.id, m.person_id;
    return null;
end $$;
create trigger event_of_release after update on thread_item
    referencing old table as was new table as now_ for each statement execute function event_of_release();

create function event_of_notification() returns trigger language plpgsql as $$
begin
    insert into event (person_id, kind, payload)
    select person_id, 'notification', jsonb_build_object('notification', id) from added
    where listed and created_at > now() - interval '30 days' order by id;
    return null;
end $$;
create trigger event_of_notification after insert on notification
    referencing new table as added for each statement execute function event_of_notification();

create function event_of_seeing() returns trigger language plpgsql as $$
begin
    insert into event (person_id, kind, payload)
    select now_.person_id, 'seen', jsonb_build_object('notifications', jsonb_agg(now_.id order by now_.id))
    from now_ join was using (id)
    where was.seen_at is null and now_.seen_at is not null and now_.listed group by now_.person_id;
    return null;
end $$;
create trigger event_of_seeing after update on notification
    referencing old table as was new table as now_ for each statement execute function event_of_seeing();

create function event_of_reading() returns trigger language plpgsql as $$
begin
    insert into event (person_id, kind, payload)
    select now_.person_id, 'read', jsonb_build_object('threads', jsonb_agg(now_.thread_id order by now_.thread_id))
    from now_ join was using (thread_id, person_id) where now_.read and not was.read group by now_.person_id;
    return null;
end $$;
create trigger event_of_reading after update on thread_member
    referencing old table as was new table as now_ for each statement execute function event_of_reading();
