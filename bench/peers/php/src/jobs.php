<?php
// The board: the open jobs, and how the caller stands to each.

declare(strict_types=1);

function jobs(array $me, array $paging): array
{
    $open = 'b.expires_on >= current_date AND b.owner_id NOT IN (' . BLOCKED . ')';
    $total = row("SELECT count(*) AS total FROM board b WHERE $open", ['me' => $me['id']])['total'];
    $mine = fn (string $table) => "EXISTS (SELECT FROM $table x WHERE x.job_id = j.id AND x.person_id = :me)";
    $found = rows(
        'SELECT j.id::text AS id, j.title, j.description, ' . flag('j.public') . " AS public, j.owner_id::text AS user_id,
            j.file AS filename, " . stamp('j.created_at') . ' AS created_on, ' . stamp('j.modified_at') . ' AS modified_on, '
        . day('j.expires_on') . " AS expiry_date, j.payment AS payment_status,
            array_to_string(j.disciplines, ', ') AS discipline, replace(j.price, 'GBP', '&pound;') AS price, "
        . flag('j.authorised') . " AS authorised, j.city, '0' AS cityid, " . flag('j.deleted_at IS NOT NULL') . " AS deleted,
            j.duration, coalesce(j.question1, '') AS q1, coalesce(j.question2, '') AS q2,
            coalesce(j.question3, '') AS q3, coalesce(j.question4, '') AS q4, '' AS pagetitle, '' AS pagedescription, "
        . coordinate('j.latitude') . ' AS latitude, ' . coordinate('j.longitude') . ' AS longitude, j.country,
            j.currency, w.told::text AS notifications, j.location_type AS locationtype, '
        . flag('j.free_override') . ' AS freeoverride, j.kind AS type, ' . day('j.ends_on') . " AS dateto,
            '' AS imagesused, '' AS team_ids, '' AS invite1, '' AS invite2, '' AS invite3, '' AS invite4, '' AS images,
            'normal' AS dateset, j.tags, NULL AS url, " . flag('j.featured') . ' AS featured, o.picture AS image, o.slug, '
        . flag($mine('job_seen')) . ' AS seen, ' . flag($mine('watch')) . ' AS watchlist, '
        . $mine('application') . " AS can_apply
        FROM board b JOIN job j ON j.id = b.job_id JOIN job_counter w ON w.job_id = j.id JOIN person o ON o.id = j.owner_id
        WHERE $open ORDER BY b.job_id DESC LIMIT :limit OFFSET :offset",
        ['me' => $me['id']] + $paging,
    );
    foreach ($found as &$job) {
        $why_not = why_not($me, $job, has_applied: $job['can_apply']);
        $job['can_apply'] = $why_not === '' ? 1 : 0;
        $job['apply_message'] = $why_not;
    }
    return ['meta' => ['total' => $total] + $paging, 'data' => $found ?: false];
}

/** Why the caller can't apply, '' where they can. */
function why_not(array $me, array $job, bool $has_applied): string
{
    return match (true) {
        $job['user_id'] === (string) $me['id'] => 'You cannot apply for your own job.',
        $me['account'] === 'free' => 'Only paid members can apply for jobs.',
        $me['account'] === 'starter' && $job['type'] !== 'test' => "Apire members can't apply to paid jobs",
        $has_applied => 'You have already applied for this job.',
        default => '',
    };
}
