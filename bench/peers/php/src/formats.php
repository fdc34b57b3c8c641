<?php
// The kinds of value that this wire knows: how SQL writes them, and addresses.

declare(strict_types=1);

function stamp(string $column): string
{
    return "coalesce(to_char($column, 'YYYY-MM-DD HH24:MI:SS'), '0000-00-00 00:00:00')";
}

function day(string $column): string
{
    return "coalesce(to_char($column, 'YYYY-MM-DD'), '0000-00-00')";
}

function flag(string $condition): string
{
    return "CASE WHEN $condition THEN '1' ELSE '0' END";
}

function coordinate(string $column): string
{
    return "coalesce($column, 0)::numeric(8,5)::text";
}

function face_url(?string $picture): ?string
{
    return $picture === null ? null : getenv('PEER_SITE_URL') . '/images/profile/120/' . $picture;
}

/** The account that a link names, '' without one. */
function social_name(?string $url): string
{
    if ($url === null || !str_contains($url, '/')) {
        return $url ?? '';
    }
    if (preg_match('#/(?:channel|user|c)/+([^/?\#]+)#', $url, $found)) {
        return $found[1];
    }
    $path = preg_replace('#^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?\#]*#', '', $url);
    return preg_match('#/([^/?\#]+)/*(?:[?\#].*)?$#', $path, $found) ? $found[1] : '';
}
