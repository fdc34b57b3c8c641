<?php
// A reply: who may write it, and whether it is held back because the same text goes to many strangers.

declare(strict_types=1);

const SHORTEST = 4; // characters
const LONGEST = 10000;
const HELD_FROM = 25; // strangers who get the same text within a day

function reply(array $me, string $thread, string $message): array
{
    $place = place_of($me, $thread);
    if (!preg_match('/^.{' . SHORTEST . ',' . LONGEST . '}$/su', trim($message))) {
        throw new Refusal('Please enter a message that is longer than 3 characters.', 400);
    }
    count_message($me, $place['is_new']);
    $database = database();
    $database->beginTransaction();
    try {
        add_reply($me, $thread, $place['people'], $message);
        $database->commit();
    } catch (Throwable $error) {
        $database->rollBack();
        throw $error;
    }
    return ['status' => '200', 'message' => 'Reply added'];
}

/** Whether the caller's account is new, and who else is in a conversation of theirs. */
function place_of(array $me, string $thread): array
{
    $place = row(
        "SELECT p.created_at > now() - interval '7 days' AS is_new, array_agg(m.person_id) AS people,
            bool_or(m.person_id = p.id AND NOT m.withheld) AS is_member
        FROM thread_member m JOIN person p ON p.id = :me WHERE m.thread_id = :thread GROUP BY p.id",
        ['me' => $me['id'], 'thread' => $thread],
    );
    if ($place === null) {
        throw new Refusal('Sorry that message was not found.', 404);
    }
    return $place['is_member'] ? $place : throw new Refusal('You do not have access to this message', 403);
}

/** Holds everybody in the conversation first, as whoever blocks does: nothing is stored after a block is. */
function add_reply(array $me, string $thread, string $people, string $message): void
{
    rows('SELECT FROM person WHERE id = ANY(:people) ORDER BY id FOR NO KEY UPDATE', ['people' => $people]);
    $others = others($me, $thread);
    if (array_intersect(array_column($others, 'person_id'), blocked_ids($me))) {
        throw new Refusal('Can not post to thread as a blocked user exists', 400);
    }
    $is_held = !in_array(true, array_column($others, 'is_answered'), true)
        && is_held($me, array_column($others, 'person_id'), $message);
    $values = ['thread' => $thread, 'me' => $me['id']];
    rows('SELECT FROM thread WHERE id = :thread FOR NO KEY UPDATE', ['thread' => $thread]);
    rows($is_held
        ? 'UPDATE thread_member SET read = true, deleted_at = NULL WHERE thread_id = :thread AND person_id = :me'
        : 'UPDATE thread_member SET read = person_id = :me, deleted_at = NULL, last_at = now()
            WHERE thread_id = :thread', $values);
    rows("UPDATE notification SET seen_at = now() WHERE person_id = :me AND kind IN ('message.new', 'message.reply')
        AND target_id = :thread AND seen_at IS NULL", $values);
    rows('INSERT INTO thread_item (thread_id, author_id, message, withheld) VALUES (:thread, :me, :message, :held)',
        $values + ['message' => $message, 'held' => $is_held ? 'true' : 'false']);
    if (!$is_held) {
        $told = array_filter($others, fn (array $other) => $other['is_told']);
        tell_of_reply($me, $thread, array_column($told, 'person_id'));
    }
}

/** Everybody else there; whoever hasn't read and was told of a reply a moment ago isn't told of the next. */
function others(array $me, string $thread): array
{
    return rows(
        "SELECT m.person_id,
            EXISTS (SELECT FROM thread_item i WHERE i.thread_id = :thread AND i.author_id <> :me) AS is_answered,
            NOT m.withheld AND (m.read OR NOT EXISTS (
                SELECT FROM notification n WHERE n.person_id = m.person_id AND n.kind = 'message.reply'
                AND n.target_id = :thread AND n.created_at > now() - interval '5 minutes')) AS is_told
        FROM thread_member m WHERE m.thread_id = :thread AND m.person_id <> :me ORDER BY m.person_id",
        ['me' => $me['id'], 'thread' => $thread],
    );
}

/** Whether too many get the same text, now or lately, who have never written to the sender. */
function is_held(array $me, array $others, string $message): bool
{
    $strangers = row(
        "SELECT count(*) FILTER (WHERE o.id = ANY(:others::bigint[])) AS now, count(*) AS altogether
        FROM (
            SELECT unnest(:others::bigint[]) AS id
            UNION SELECT m.person_id FROM thread_item i JOIN thread_member m ON m.thread_id = i.thread_id
            WHERE i.author_id = :me AND i.likeness = likeness_of(:message) AND i.created_at > now() - interval '1 day'
                AND NOT EXISTS (SELECT FROM thread_item a WHERE a.thread_id = i.thread_id AND a.author_id <> :me)
        ) o
        WHERE o.id <> :me AND NOT EXISTS (
            SELECT FROM thread_member m JOIN thread_item i ON i.thread_id = m.thread_id
            WHERE m.person_id = :me AND i.author_id = o.id)",
        ['me' => $me['id'], 'others' => ids($others), 'message' => $message],
    );
    return $strangers['now'] > 0 && $strangers['altogether'] >= HELD_FROM;
}
