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
