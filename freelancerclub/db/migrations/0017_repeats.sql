-- What clients ask again: POSTs that are to be done once, and reads of lists that hardly ever change.
--
-- Safe repeats: one row for each Idempotency-Key of a caller, for a day. Keys and bodies are never here, only what
-- they hash to; an answer that holds a secret is not kept either, only that it was given.

create table kept_answer (
    mark bytea primary key,
    person_id bigint references person on delete cascade,
    fingerprint bytea not null,
    claim bytea not null,
    began_at timestamptz not null,
    answered_at timestamptz,
    body bytea,
    headers jsonb
);
comment on table kept_answer is 'What a POST with an Idempotency-Key was answered, for those who send it again';
comment on column kept_answer.mark is 'Hash of the caller and the key';
comment on column kept_answer.fingerprint is 'Hash, under the signing secret, of what was sent';
comment on column kept_answer.claim is 'Drawn by the request that works on it; whoever lost it may not commit';
comment on column kept_answer.body is 'JSON, from which every format is made; null where it holds a secret';
create index kept_answer_age on kept_answer (began_at);
create index kept_answer_person on kept_answer (person_id);

-- ── lists that the operator keeps ──

-- One version a list, so that a client that has it already is told so by a look at one row. Drawn from the sequence of
-- all versions, in the transaction of the change.
create table list_freshness (
    list text primary key,
    version bigint not null default nextval('fragment_version')
);
comment on table list_freshness is 'How fresh a whole list of the operator''s is, raised by every change of it';
insert into list_freshness (list) values ('company'), ('discipline'), ('skill');

create function list_changed() returns trigger language plpgsql as $$
begin
    insert into list_freshness (list) values (tg_argv[0])
    on conflict (list) do update set version = nextval('fragment_version');
    return null;
end $$;
create trigger list_changed after insert or update or delete or truncate on company
    for each statement execute function list_changed('company');
create trigger list_changed after insert or update or delete or truncate on discipline
    for each statement execute function list_changed('discipline');
create trigger list_changed after insert or update or delete or truncate on subdiscipline
    for each statement execute function list_changed('discipline');
create trigger list_changed after insert or update or delete or truncate on skill
    for each statement execute function list_changed('skill');
