<?php
// Conversations: the caller's inbox.

declare(strict_types=1);

const NAME = "CASE WHEN p.deleted_at IS NULL THEN p.display_name ELSE 'Deleted member' END";
const FACE = 'CASE WHEN p.deleted_at IS NULL THEN p.picture END';

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
