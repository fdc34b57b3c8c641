<?php
// One kept connection a worker, and statements whose values travel apart from their text.

declare(strict_types=1);

function database(): PDO
{
    static $kept = null;
    return $kept ??= new PDO(getenv('PEER_PDO'), null, null, [
        PDO::ATTR_PERSISTENT => true,
        PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
        PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
        PDO::ATTR_EMULATE_PREPARES => false,
        // Statement and values go in one message: a request asks each only once, so preparing it first is a way more.
        PDO::PGSQL_ATTR_DISABLE_PREPARES => true,
    ]);
}

/** All rows of a statement. */
function rows(string $statement, array $values): array
{
    $asked = database()->prepare($statement);
    $asked->execute($values);
    return $asked->fetchAll();
}

/** Its first row, null without one. */
function row(string $statement, array $values): ?array
{
    return rows($statement, $values)[0] ?? null;
}

/** Its rows in groups by their first column, which is no part of them. */
function groups(string $statement, array $values): array
{
    $asked = database()->prepare($statement);
    $asked->execute($values);
    return $asked->fetchAll(PDO::FETCH_GROUP | PDO::FETCH_ASSOC);
}

/** Ids as PostgreSQL writes an array. */
function ids(array $ids): string
{
    return '{' . implode(',', $ids) . '}';
}

/** Everybody with whom there is a block, which works both ways; `:me` is the caller. */
const BLOCKED = 'SELECT blocked_id FROM block WHERE blocker_id = :me UNION SELECT blocker_id FROM block WHERE blocked_id = :me';
