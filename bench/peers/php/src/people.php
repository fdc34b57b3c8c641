<?php
// People: the list, a page, and one's own. A statement's columns are the keys of the answer, in their order.

declare(strict_types=1);

/** What everybody may know of a person; :open shows a hidden telephone to administrators, :me to oneself. */
function introduction(): string
{
    return "p.id::text AS id, p.display_name, p.slug, array_to_string(p.disciplines, ', ') AS discipline, p.city,
        p.website, CASE WHEN p.hide_phone AND p.id <> :me AND NOT :open::boolean THEN '' ELSE p.phone END AS contact,
        p.facebook, p.twitter, p.pinterest, p.instagram, p.youtube, p.tags, p.bio, p.picture AS image, p.account, "
        . flag('p.mentor') . ' AS mentor, ' . flag('p.badge') . " AS badge, p.group_id::text AS group_id,
        CASE WHEN p.testing THEN 'yes' ELSE 'dns' END AS testing, NULL AS portfolios, " . rates() . ', '
        . coordinate('p.latitude') . ' AS latitude, ' . coordinate('p.longitude') . ' AS longitude, p.country, '
        . flag('p.is_mentor') . ' AS is_mentor, p.mentor_rate';
}

function rates(): string
{
    return 'p.rate_hourly, p.rate_day, p.mentor_url AS mentorurl';
}

function points(): string
{
    return 'round(k.star_points, 3) AS star_points, round(k.star_avg, 3) AS star_avg, k.reviews::text AS reviews';
}

const STARS = 'CASE WHEN k.reviews > 0 THEN k.star_avg END AS stars';
const ELSEWHERE = 'p.twitter_followers::text AS twitter_followers, p.facebook_likes::text AS facebook_likes,
    p.youtube_subscribers::text AS youtube_subscribers';

function open_to(array $me): array
{
    return ['me' => $me['id'], 'open' => $me['role'] === ADMINISTRATOR ? 'true' : 'false'];
}

/** What every person ends with. */
function with_links(array $person): array
{
    $person['user_id'] = $person['id'];
    $person['image_url'] = face_url($person['image']);
    foreach (['facebook', 'instagram', 'youtube', 'twitter', 'pinterest'] as $site) {
        $person["{$site}_username"] = social_name($person[$site]);
    }
    return $person;
}

function people(array $me, array $paging): array
{
    $listed = "r.list = '*' AND r.person_id NOT IN (" . BLOCKED . ')';
    $total = row("SELECT count(*) AS total FROM person_rank r WHERE $listed", ['me' => $me['id']])['total'];
    $found = rows(
        'SELECT ' . introduction() . ', k.followers::text AS followers, k.likes::text AS likes, ' . points()
        . ', k.views::text AS views, round(k.rating, 2) AS rating, ' . STARS . ', k.reviews::text AS reviewcount, '
        . ELSEWHERE . ", NULL AS images
        FROM person_rank r JOIN person p ON p.id = r.person_id JOIN person_counter k ON k.person_id = p.id
        WHERE $listed ORDER BY r.rating DESC, r.person_id LIMIT :limit OFFSET :offset",
        open_to($me) + $paging,
    );
    $owners = ['owners' => ids(array_column($found, 'id'))];
    $portfolios = groups(
        "SELECT owner_id, string_agg(title || ' ' || discipline || ', ', '' ORDER BY id) AS names FROM portfolio
        WHERE owner_id = ANY(:owners) AND deleted_at IS NULL GROUP BY 1",
        $owners,
    );
    $pictures = groups(three_liked_most(), $owners);
    foreach ($found as &$person) {
        $person['portfolios'] = $portfolios[$person['id']][0]['names'] ?? '';
        $person['images'] = $pictures[$person['id']] ?? [];
        $person = with_links($person);
    }
    return ['meta' => ['total' => $total] + $paging, 'data' => $found];
}

function person_page(array $me, string $id): array
{
    $person = row(
        'SELECT ' . introduction() . ', p.social_total::text AS socialtotal, k.followers::text AS followers,
            k.likes::text AS likes, ' . points() . ', k.views::text AS views, ' . STARS . ', ' . ELSEWHERE . ',
            p.instagram_count::text AS instagram_count
        FROM person p JOIN person_counter k ON k.person_id = p.id
        WHERE p.id = :id AND p.deleted_at IS NULL AND p.suspended_at IS NULL
            AND (p.id = :me OR NOT p.profile_hidden AND p.id NOT IN (' . BLOCKED . '))',
        open_to($me) + ['id' => $id],
    );
    if ($person === null) {
        throw new Refusal('Sorry that freelancer was not found.', 404);
    }
    $person['portfolios'] = portfolios_of($id, $me);
    return with_links($person);
}

function my_page(array $me): array
{
    $person = row(
        'SELECT p.id::text AS id, p.role::text AS role_id, p.email, ' . stamp('p.created_at') . ' AS created_on, '
        . flag('p.deleted_at IS NOT NULL') . " AS deleted, p.display_name, p.slug,
            array_to_string(p.disciplines, ', ') AS discipline, p.city, p.website, p.phone AS contact, p.facebook,
            p.twitter, p.pinterest, p.instagram, p.youtube, p.tags, p.bio, p.picture AS image, p.account, "
        . stamp('p.renews_at') . ' AS renew, ' . flag('p.mentor') . ' AS mentor, ' . flag('p.badge') . " AS badge,
            p.notifications, p.system_notifications AS systemnotifications,
            p.applicant_notifications AS notificationsapplicants, p.group_id::text AS group_id,
            CASE WHEN p.testing THEN 'yes' ELSE 'dns' END AS testing, NULL AS portfolios, "
        . flag('p.profile_complete') . ' AS profile_complete, ' . rates() . ', '
        . flag('p.profile_hidden') . ' AS profile_hidden, ' . coordinate('p.latitude') . ' AS latitude, '
        . coordinate('p.longitude') . ' AS longitude, p.country, ' . flag('p.hide_phone') . ' AS hidetel, '
        . flag('p.referred') . ' AS regaff, ' . flag('p.suspended_at IS NOT NULL') . ' AS suspended,
            p.previous_account, ' . stamp('p.membership_changed_at') . ' AS change_membership, '
        . flag('p.is_mentor') . ' AS is_mentor, p.mentor_rate, p.social_total::text AS socialtotal,
            k.followers::text AS followers, k.views::text AS views, k.likes::text AS likes, ' . points() . ', '
        . flag('p.push_job_alerts') . ' AS push_job_alerts, ' . flag('p.push_inmail') . ' AS push_inmail, '
        . STARS . ', ' . ELSEWHERE . ', p.instagram_count::text AS instagram_count
        FROM person p JOIN person_counter k ON k.person_id = p.id WHERE p.id = :me',
        ['me' => $me['id']],
    );
    $person['portfolios'] = portfolios_of($me['id'], $me);
    return with_links($person);
}

/** Pending pictures are counted for their owner alone. */
function portfolios_of(int|string $owner, array $me): array
{
    return rows(
        'SELECT f.id::text AS id, f.owner_id::text AS user_id, f.title, f.discipline, '
        . flag('f.deleted_at IS NOT NULL') . ' AS deleted, ' . stamp('f.created_at') . ' AS created_on, '
        . stamp('f.modified_at') . " AS modified_on,
            (SELECT count(*) FROM portfolio_picture pp JOIN picture i ON i.id = pp.picture_id
             WHERE pp.portfolio_id = f.id AND i.deleted_at IS NULL
                AND (i.authorised OR f.owner_id = :me))::text AS img_count
        FROM portfolio f WHERE f.owner_id = :owner AND f.deleted_at IS NULL ORDER BY f.id",
        ['owner' => $owner, 'me' => $me['id']],
    );
}
