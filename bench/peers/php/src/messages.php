<?php
// Conversations: the caller's inbox, and a reply.

declare(strict_types=1);

const NAME = "CASE WHEN p.deleted_at IS NULL THEN p.display_name ELSE 'Deleted member' END";
const FACE = 'CASE WHEN p.deleted_at IS NULL THEN p.picture END';
const SHORTEST = 4; // characters of a reply
const LONGEST = 10000;

function blocked_ids(array $me): array
{
    return array_column(rows(BLOCKED, ['me' => $me['id']]), 'blocked_id');
}

function inbox(array $me, array $paging): array
{
    $mine = ['me' => $me['id']];
    $blocked = blocked_ids($me);
    $counts = row(
        'SELECT count(*) AS total, count(*) FILTER (WHERE NOT read) AS unread FROM thread_member
        WHERE person_id = :me AND shown',
        $mine,
    );
    $found = rows(
        'SELECT t.id::text AS id, t.creator_id::text AS created_by, ' . stamp('t.created_at') . ' AS created_on, '
        . stamp('t.last_at') . ' AS last_date, t.source, coalesce(t.job_id, 0)::text AS source_id, '
        . flag('m.read') . ' AS read, ' . NAME . ' AS display_name, ' . FACE . " AS image, NULL AS users,
            coalesce(i.message, '') AS lastmessage, i.author_id AS readall, NULL AS img_full
        FROM thread_member m JOIN thread t ON t.id = m.thread_id JOIN person p ON p.id = t.creator_id
            LEFT JOIN thread_item i ON i.id = t.last_item
        WHERE m.person_id = :me AND m.shown ORDER BY m.last_at DESC, m.thread_id DESC LIMIT :limit OFFSET :offset",
        $mine + $paging,
    );
    $members = groups(
        'SELECT m.thread_id, ' . flag('m.read') . ' AS read, ' . NAME . ' AS display_name,
            m.person_id::text AS other_id, ' . FACE . ' AS image, NULL AS img_full
        FROM thread_member m JOIN person p ON p.id = m.person_id
        WHERE m.thread_id = ANY(:threads) ORDER BY m.thread_id, m.person_id',
        ['threads' => ids(array_column($found, 'id'))],
    );
    $retold = array_filter($found, fn (array $thread) => in_array($thread['readall'], $blocked, true));
    $last = $retold ? last_readable($me, array_column($retold, 'id'), $blocked) : [];
    foreach ($found as &$thread) {
        if (in_array($thread['readall'], $blocked, true)) {
            $said = $last[$thread['id']][0] ?? ['message' => '', 'date' => $thread['created_on']];
            $thread['lastmessage'] = $said['message'];
            $thread['last_date'] = $said['date'];
        }
        $thread = line($thread, $members[$thread['id']], $me, $blocked);
    }
    $meta = ['total' => $counts['total']] + $paging + ['unread' => $counts['unread']];
    return ['meta' => $meta, 'data' => $found];
}

/** The last message of each that isn't by anybody blocked. */
function last_readable(array $me, array $threads, array $blocked): array
{
    return groups(
        'SELECT DISTINCT ON (i.thread_id) i.thread_id, i.message, ' . stamp('i.created_at') . ' AS date FROM thread_item i
        WHERE i.thread_id = ANY(:threads) AND i.author_id <> ALL(:blocked) AND (NOT i.withheld OR i.author_id = :me)
        ORDER BY i.thread_id, i.id DESC',
        ['me' => $me['id'], 'threads' => ids($threads), 'blocked' => ids($blocked)],
    );
}

/** A conversation as this caller sees it; whoever is blocked is named nowhere. */
function line(array $thread, array $members, array $me, array $blocked): array
{
    $thread['users'] = [];
    $thread['readall'] = true;
    foreach ($members as $member) {
        if (in_array((int) $member['other_id'], $blocked, true)) {
            continue;
        }
        $thread['readall'] = $thread['readall'] && $member['read'] === '1';
        if ($member['other_id'] !== (string) $me['id']) {
            $member['img_full'] = face_url($member['image']);
            $thread['users'][] = $member;
        }
    }
    if (in_array((int) $thread['created_by'], $blocked, true)) {
        $hidden = ['created_by' => '0', 'display_name' => 'Hidden member', 'image' => null];
        $thread = array_replace($thread, $hidden);
    }
    $thread['img_full'] = face_url($thread['image']);
    return $thread;
}

function reply(array $me, string $thread, string $message): array
{
    if (!preg_match('/^.{' . SHORTEST . ',' . LONGEST . '}$/su', trim($message))) {
        throw new Refusal('Please enter a message that is longer than 3 characters.', 400);
    }
    $database = database();
    $database->beginTransaction();
    try {
        check_may_write($me, $thread);
        $values = ['thread' => $thread, 'me' => $me['id']];
        rows('SELECT FROM thread WHERE id = :thread FOR NO KEY UPDATE', ['thread' => $thread]);
        rows('UPDATE thread_member SET read = person_id = :me, deleted_at = NULL, last_at = now()
            WHERE thread_id = :thread', $values);
        rows('INSERT INTO thread_item (thread_id, author_id, message) VALUES (:thread, :me, :message)',
            $values + ['message' => $message]);
        $database->commit();
    } catch (Throwable $error) {
        $database->rollBack();
        throw $error;
    }
    return ['status' => '200', 'message' => 'Reply added'];
}

/** Holds everybody in the conversation first, as whoever blocks does: nothing is stored after a block is. */
function check_may_write(array $me, string $thread): void
{
    $members = rows(
        'SELECT m.person_id, m.withheld FROM thread_member m JOIN person p ON p.id = m.person_id
        WHERE m.thread_id = :thread ORDER BY p.id FOR NO KEY UPDATE OF p',
        ['thread' => $thread],
    );
    if (!$members) {
        throw new Refusal('Sorry that message was not found.', 404);
    }
    if (!in_array(['person_id' => $me['id'], 'withheld' => false], $members, true)) {
        throw new Refusal('You do not have access to this message', 403);
    }
    if (array_intersect(array_column($members, 'person_id'), blocked_ids($me))) {
        throw new Refusal('Can not post to thread as a blocked user exists', 400);
    }
}
