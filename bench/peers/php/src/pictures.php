<?php
// Pictures: the list of all, and the three of each person in a list.

declare(strict_types=1);

/** What every picture begins with; `i` is the picture, `n` its counters. */
function shown(): string
{
    return 'i.id::text AS id, i.title, i.description, ' . flag('i.public') . ' AS public, i.owner_id::text AS user_id,
        i.file AS filename, ' . stamp('i.created_at') . ' AS created_on, ' . stamp('i.modified_at') . ' AS modified_on,
        n.views::text AS views, i.tagged AS tags, i.kind AS type, i.video_id, i.video_source AS video_type, '
        . flag('i.authorised') . ' AS authorised, i.width::text AS width, i.height::text AS height';
}

/** Those that are liked most of each of :owners. */
function three_liked_most(): string
{
    return 'SELECT i.owner_id, ' . shown() . ', i.keywords AS image_tags, ' . coordinate('i.latitude') . ' AS latitude, '
        . coordinate('i.longitude') . ' AS longitude, i.country, i.location_type AS locationtype, i.city,
            n.likes::text AS likescount
        FROM (
            SELECT i.id, row_number() OVER (PARTITION BY i.owner_id ORDER BY n.likes DESC, i.id) AS place
            FROM picture i JOIN picture_counter n ON n.picture_id = i.id
            WHERE i.owner_id = ANY(:owners) AND i.authorised AND i.deleted_at IS NULL
        ) liked JOIN picture i ON i.id = liked.id JOIN picture_counter n ON n.picture_id = i.id
        WHERE liked.place <= 3 ORDER BY i.owner_id, liked.place';
}

function pictures(array $me, array $paging): array
{
    $seen = 'g.owner_id NOT IN (' . BLOCKED . ')';
    $total = row("SELECT count(*) AS total FROM gallery g WHERE $seen", ['me' => $me['id']])['total'];
    $found = rows(
        'SELECT ' . shown() . ", n.likes::text AS likes, o.slug, o.display_name, n.comments::text AS comments,
            (SELECT count(*) FROM picture_like l WHERE l.picture_id = i.id AND l.person_id = :me) AS like
        FROM gallery g JOIN picture i ON i.id = g.id JOIN picture_counter n ON n.picture_id = i.id
            JOIN person o ON o.id = i.owner_id
        WHERE $seen ORDER BY g.id DESC LIMIT :limit OFFSET :offset",
        ['me' => $me['id']] + $paging,
    );
    return ['meta' => ['total' => $total] + $paging, 'data' => $found];
}
