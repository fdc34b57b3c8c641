-- Conversations: what stands last in each, which of them a member is shown, what is held back, and what they are found by.
--
-- Order: who writes to a conversation holds its row first, then members, then its version; several of them by id. A
-- block, and whoever writes a message, hold the people before (decision 24).

create function likeness_of(raw text) returns bigint
    language sql immutable parallel safe set search_path from current
    as $$ select hashtextextended(btrim(folded_text(raw)), 0) $$;
comment on function likeness_of is 'The same for texts that differ only in case, accents, punctuation and blanks';

alter table thread_item
    add withheld boolean not null default false,
    add likeness bigint not null generated always as (likeness_of(message)) stored;
comment on column thread_item.likeness is 'What the message is recognised by when somebody writes the same again';
comment on column thread_item.withheld is 'Not delivered: only its author sees it until a moderator lets it go';

alter table thread add last_item bigint;
comment on column thread.last_item is
    'Id of the newest item that everybody sees, of the newest at all where there is none; kept by the database';

alter table thread_member
    add last_at timestamptz not null default now(),
    add withheld boolean not null default false,
    add shut boolean not null default false,
    add shown boolean not null generated always as (deleted_at is null and not withheld and not shut) stored;
comment on column thread_member.last_at is 'As the thread has it, so that one index holds an inbox in its order';
comment on column thread_member.withheld is 'Knows nothing of the conversation yet: its first message is held back';
comment on column thread_member.shut is 'A block stands between this member and every other one; kept by the database';
comment on column thread_member.shown is 'Stands in the inbox of this member, and is counted there';

-- An inbox is a walk along the first, its total a count of it, what is unread a count of the second.
create index thread_member_shown on thread_member (person_id, last_at desc, thread_id desc) where shown;
drop index thread_member_unread;
create index thread_member_unread on thread_member (person_id) where shown and not read;
-- What moderators look through, and to how many somebody has written the same.
create index thread_item_held on thread_item (id) where withheld;
drop index thread_item_author;
create index thread_item_author on thread_item (author_id, likeness, created_at);

-- What is held back is reported by the service itself, once and for all.
alter table report add by_service boolean not null default false;
comment on column report.by_service is 'The service itself says so, of a message that it held back';
create unique index report_by_service_once on report (kind, target_id) where by_service;

-- ── versions ──

create function raise_threads(ids bigint[]) returns void language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    perform from thread_version where id = any(ids) order by id for no key update;
    update thread_version v set version = nextval('fragment_version')
        from unnest(ids) touched (id) where v.id = touched.id;
end $$;
comment on function raise_threads is 'What is kept in memory about these conversations is old from this transaction on';

create function thread_changed() returns trigger language plpgsql as $$
begin
    perform raise_threads(array(select id from touched order by id));
    return null;
end $$;
create trigger thread_changed after update on thread
    referencing new table as touched for each statement execute function thread_changed();

-- Of a member a card shows who it is and what they have read.
create function thread_member_changed() returns trigger language plpgsql as $$
begin
    case tg_op
        when 'UPDATE' then
            perform raise_threads(array(
                select n.thread_id from touched n join was o using (thread_id, person_id) where n.read <> o.read
                group by 1 order by 1));
        when 'TRUNCATE' then
            perform raise_threads(array(select id from thread_version order by id));
        else
            perform raise_threads(array(select thread_id from touched group by 1 order by 1));
    end case;
    return null;
end $$;
create trigger thread_member_changed after update on thread_member
    referencing old table as was new table as touched for each statement execute function thread_member_changed();
create trigger thread_member_went after delete on thread_member
    referencing old table as touched for each statement execute function thread_member_changed();
create trigger thread_member_emptied after truncate on thread_member
    for each statement execute function thread_member_changed();

-- Cards name people and show their pictures.
create function person_threads_changed() returns trigger language plpgsql as $$
begin
    perform raise_threads(array(
        select m.thread_id from touched n join was o using (id) join thread_member m on m.person_id = n.id
        where (n.display_name, n.picture, n.deleted_at is null) is distinct from
              (o.display_name, o.picture, o.deleted_at is null)
        group by 1 order by 1));
    return null;
end $$;
create trigger person_threads_changed after update on person
    referencing old table as was new table as touched for each statement execute function person_threads_changed();

-- ── what stands last ──

create function thread_last(ids bigint[]) returns void language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    perform from thread where id = any(ids) order by id for no key update;
    update thread t set last_item = newest.id, last_at = coalesce(newest.created_at, t.last_at)
    from unnest(ids) touched (id)
    left join lateral (
        select i.id, i.created_at from thread_item i where i.id = coalesce(
            (select id from thread_item where thread_id = touched.id and not withheld order by id desc limit 1),
            (select id from thread_item where thread_id = touched.id order by id desc limit 1))
    ) newest on true
    where t.id = touched.id
      and (t.last_item, t.last_at) is distinct from (newest.id, coalesce(newest.created_at, t.last_at));
    update thread_member m set last_at = t.last_at
    from unnest(ids) touched (id) join thread t using (id)
    where m.thread_id = touched.id and m.last_at <> t.last_at;
end $$;
comment on function thread_last is 'Brings what stands last in these conversations up to their items';

create function thread_item_changed() returns trigger language plpgsql as $$
begin
    case tg_op
        when 'UPDATE' then
            perform thread_last(array(
                select n.thread_id from touched n join was o using (id) where n.withheld <> o.withheld group by 1 order by 1));
            perform raise_threads(array(
                select n.thread_id from touched n join was o using (id)
                where (n.message, n.html) is distinct from (o.message, o.html) group by 1 order by 1));
        when 'TRUNCATE' then
            perform thread_last(array(select id from thread order by id));
        else
            perform thread_last(array(select thread_id from touched group by 1 order by 1));
    end case;
    return null;
end $$;
create trigger thread_item_came after insert on thread_item
    referencing new table as touched for each statement execute function thread_item_changed();
create trigger thread_item_changed after update on thread_item
    referencing old table as was new table as touched for each statement execute function thread_item_changed();
create trigger thread_item_went after delete on thread_item
    referencing old table as touched for each statement execute function thread_item_changed();
create trigger thread_item_emptied after truncate on thread_item
    for each statement execute function thread_item_changed();

-- ── blocks ──

create function are_blocked(one bigint, other bigint) returns boolean
    language sql stable
    as $$ select exists (select from block b where (b.blocker_id, b.blocked_id) in ((one, other), (other, one))) $$;

create function thread_shut(ids bigint[], people bigint[]) returns void language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    perform from thread where id = any(ids) order by id for no key update;
    update thread_member m set shut = met.shut
    from (
        select n.thread_id, n.person_id, bool_and(are_blocked(n.person_id, o.person_id)) as shut
        from unnest(ids) touched (id) join thread_member n on n.thread_id = touched.id
        join thread_member o on o.thread_id = n.thread_id and o.person_id <> n.person_id
        where people is null or n.person_id = any(people)
        group by 1, 2
    ) met
    where (m.thread_id, m.person_id) = (met.thread_id, met.person_id) and m.shut <> met.shut;
end $$;
comment on function thread_shut is
    'Brings up to the blocks there are whether these conversations are shown to these people, null for all members';

create function block_changed() returns trigger language plpgsql as $$
declare
    pair record;
begin
    if tg_op = 'TRUNCATE' then
        perform thread_shut(array(select distinct thread_id from thread_member where shut order by 1), null);
        return null;
    end if;
    for pair in
        select distinct least(blocker_id, blocked_id) as one, greatest(blocker_id, blocked_id) as other
        from touched order by 1, 2
    loop
        perform thread_shut(
            array(select m.thread_id from thread_member m join thread_member n using (thread_id)
                  where m.person_id = pair.one and n.person_id = pair.other order by 1),
            array[pair.one, pair.other]);
    end loop;
    return null;
end $$;
create trigger block_came after insert on block
    referencing new table as touched for each statement execute function block_changed();
create trigger block_went after delete on block
    referencing old table as touched for each statement execute function block_changed();
create trigger block_emptied after truncate on block
    for each statement execute function block_changed();

-- ── what messages are found by ──

create table thread_search (
    id bigint primary key references thread_item on delete cascade,
    words tsvector not null
);
comment on table thread_search is 'What a message is found by: one narrow row each';
comment on column thread_search.words is
    'w and a folded word of it, p and the id of each member, so that the index itself finds what is one''s own';
create index thread_search_words on thread_search using gin (words) with (fastupdate = off);

create function thread_words(item thread_item) returns tsvector
    language sql stable
    as $$ select array_to_tsvector(array(
              select 'w' || word from folded_words(item.message) word
              union select 'p' || m.person_id from thread_member m where m.thread_id = item.thread_id)) $$;

create function thread_search_write(ids bigint[]) returns void
    language sql
    as $$ insert into thread_search as s (id, words)
          select i.id, thread_words(i) from unnest(ids) touched (id) join thread_item i using (id) order by i.id
          on conflict (id) do update set words = excluded.words where s.words <> excluded.words $$;
comment on function thread_search_write is 'Brings what these messages are found by up to what they say';

create function thread_item_searched() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform thread_search_write(array(select id from touched order by id));
    else
        perform thread_search_write(array(
            select n.id from touched n join was o using (id) where n.message <> o.message order by 1));
    end if;
    return null;
end $$;
create trigger thread_item_searched_first after insert on thread_item
    referencing new table as touched for each statement execute function thread_item_searched();
create trigger thread_item_searched_again after update on thread_item
    referencing old table as was new table as touched for each statement execute function thread_item_searched();

-- Members come before the first message; whoever comes later, by an import, finds what was said as well.
create function thread_member_came() returns trigger language plpgsql as $$
declare
    ids bigint[] := array(select thread_id from touched group by 1 order by 1);
begin
    update thread_member m set last_at = t.last_at
    from unnest(ids) touched (id) join thread t using (id)
    where m.thread_id = touched.id and m.last_at <> t.last_at;
    -- Who comes later may be somebody left to meet.
    if exists (select from touched n where exists (select from block where blocker_id = n.person_id)
                                        or exists (select from block where blocked_id = n.person_id))
        or exists (select from thread_member where thread_id = any(ids) and shut) then
        perform thread_shut(ids, null);
    end if;
    perform thread_search_write(array(
        select i.id from unnest(ids) touched (id) join thread_item i on i.thread_id = touched.id order by 1));
    perform raise_threads(ids);
    return null;
end $$;
create trigger thread_member_came after insert on thread_member
    referencing new table as touched for each statement execute function thread_member_came();

-- ── what is there already ──

select thread_last(array(select id from thread order by id));
update thread_member m set last_at = t.last_at from thread t where t.id = m.thread_id and m.last_at <> t.last_at;
select thread_shut(array(
    select m.thread_id from block b join thread_member m on m.person_id = b.blocker_id
    join thread_member n on (n.thread_id, n.person_id) = (m.thread_id, b.blocked_id) group by 1 order by 1), null);
select thread_search_write(array(select id from thread_item order by id));
