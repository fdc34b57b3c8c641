<?php
// Who is told of a reply, in the inbox of notices, by mail and by push; the worker sends what is written here.

declare(strict_types=1);

/** Whoever is there of these people. */
function tell_of_reply(array $me, string $thread, array $people): void
{
    if (!$people) {
        return;
    }
    $told = ['told' => ids(array_column(rows(
        "INSERT INTO notification (person_id, actor_id, kind, module, target_id, window_start, link, message, listed,
            created_at)
        SELECT p.id, :me::bigint, 'message.reply', 'message', :thread::bigint, now(),
            '/messages/' || :thread::bigint, 'has replied to your conversation', false, now()
        FROM person p WHERE p.id = ANY(:people) AND p.deleted_at IS NULL AND p.suspended_at IS NULL ORDER BY p.id
        ON CONFLICT ON CONSTRAINT notification_once DO NOTHING RETURNING id",
        ['me' => $me['id'], 'thread' => $thread, 'people' => ids($people)],
    ), 'id'))];
    if ($told['told'] === '{}') {
        return;
    }
    rows("INSERT INTO mail_item (notification_id, person_id, topic, happened_at, due_at)
        SELECT id, person_id, 'notifications', created_at, created_at FROM notification WHERE id = ANY(:told)", $told);
    rows("INSERT INTO push (notification_id, created_at, due_at)
        SELECT id, created_at, created_at + interval '5 minutes' FROM notification WHERE id = ANY(:told)", $told);
    rows("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'telling.send_mail')", []);
}
