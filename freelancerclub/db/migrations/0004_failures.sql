-- What went wrong with a task last, which the queue itself forgets: `club queue` shows it.

create table task_failure (
    job_id bigint primary key references procrastinate_jobs on delete cascade,
    error text not null,
    failed_at timestamptz not null default now()
);
comment on table task_failure is 'The kind of error that a queued task last failed with';
comment on column task_failure.error is 'The name of its class alone: what it says may hold an address';
