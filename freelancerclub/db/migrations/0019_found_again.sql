-- Who looks for messages again is told by the versions of their conversations whether anything was said since
-- (decision 43). Until now a version told of what an inbox shows: the last message, and whatever is rewritten.

create or replace function thread_item_changed() returns trigger language plpgsql as $$
begin
    case tg_op
        when 'INSERT' then
            perform thread_last(array(select thread_id from touched group by 1 order by 1));
            -- What stands last raised the version as such: not what is held back, nor what an import brings late.
            perform raise_threads(array(
                select t.id from touched n join thread t on t.id = n.thread_id
                group by t.id having t.last_item <> all (array_agg(n.id)) order by 1));
        when 'UPDATE' then
            perform thread_last(array(
                select n.thread_id from touched n join was o using (id) where n.withheld <> o.withheld group by 1 order by 1));
            perform raise_threads(array(
                select n.thread_id from touched n join was o using (id)
                where (n.message, n.html, n.withheld) is distinct from (o.message, o.html, o.withheld)
                group by 1 order by 1));
        when 'TRUNCATE' then
            perform thread_last(array(select id from thread order by id));
            perform raise_threads(array(select id from thread order by id));
        else
            perform thread_last(array(select thread_id from touched group by 1 order by 1));
            perform raise_threads(array(select thread_id from touched group by 1 order by 1));
    end case;
    return null;
end $$;

-- Who polls the number of their notifications is told by how far their events have come that it is as it was; what
-- leaves no event raises a version beside it, and whoever goes or is suspended one of everybody's.
alter table event_line add version bigint not null default 0;
comment on column event_line.version is 'Raised by what changes the notifications of a person without an event';

create function raise_notified(people bigint[]) returns void
    language sql
    as $$ insert into event_line as line (person_id, last, version)
          select id, 0, nextval('fragment_version') from unnest(people) id join person using (id) order by id
          on conflict (person_id) do update set version = excluded.version $$;
comment on function raise_notified is 'What is known of how many notifications these people have is old from this transaction on';

create function notification_unlike() returns trigger language plpgsql as $$
begin
    case tg_op
        when 'INSERT' then -- what is new has an event
            perform raise_notified(array(
                select distinct person_id from touched where listed and created_at <= now() - interval '30 days'));
        when 'UPDATE' then -- so has what was seen
            perform raise_notified(array(
                select unnest(array[n.person_id, o.person_id]) from touched n join was o using (id)
                where (n.person_id, n.actor_id, n.listed) is distinct from (o.person_id, o.actor_id, o.listed)
                    or n.seen_at is null and o.seen_at is not null
                group by 1));
        when 'TRUNCATE' then
            update list_freshness set version = nextval('fragment_version') where list = 'presence';
        else
            perform raise_notified(array(select distinct person_id from touched where listed));
    end case;
    return null;
end $$;
create trigger notification_came after insert on notification
    referencing new table as touched for each statement execute function notification_unlike();
create trigger notification_unlike after update on notification
    referencing old table as was new table as touched for each statement execute function notification_unlike();
create trigger notification_went after delete on notification
    referencing old table as touched for each statement execute function notification_unlike();
create trigger notification_emptied after truncate on notification
    for each statement execute function notification_unlike();

insert into list_freshness (list) values ('presence');
-- At the very end of a transaction, so that nobody waits for anybody who goes at the same moment.
create constraint trigger person_presence after update of deleted_at, suspended_at on person
    deferrable initially deferred for each row
    when (old.deleted_at is distinct from new.deleted_at or old.suspended_at is distinct from new.suspended_at)
    execute function list_changed('presence');
