<?php
// Tries, counted in the database exactly and for all processes: one too many is answered 429.

declare(strict_types=1);

/** How many tries within how many seconds. */
function limit_of(string $name, string $usual): array
{
    return array_map(intval(...), explode('/', getenv("PEER_{$name}_LIMIT") ?: $usual));
}

/**
 * Each is a rule, who tries, and its limit. Never in the transaction of a change, so that what fails counts too;
 * all count in the order that is given, so that none waits in a circle.
 */
function count_tries(array ...$tries): void
{
    $now = time();
    $values = [];
    foreach ($tries as [$rule, $subject, [, $seconds]]) {
        array_push($values, $rule, hash('sha256', $subject), gmdate('Y-m-d H:i:s', $now - $now % $seconds) . '+00');
    }
    $places = implode(', ', array_fill(0, count($tries), '(?, ?, ?::timestamptz, 1)'));
    $counted = array_column(rows(
        "INSERT INTO rate_counter AS counter (rule, subject, window_start, hits) VALUES $places
        ON CONFLICT (rule, subject, window_start) DO UPDATE SET hits = counter.hits + excluded.hits
        RETURNING rule, hits",
        $values,
    ), 'hits', 'rule');
    foreach ($tries as [$rule, , [$most, $seconds]]) {
        if ($counted[$rule] > $most) {
            header('Retry-After: ' . $seconds - $now % $seconds);
            throw new Refusal('Too many requests', 429);
        }
    }
}

function count_log_in(string $email, string $client): void
{
    $address = strtolower(trim($email));
    count_tries(
        ['login', "$address $client", limit_of('LOGIN', '10/300')],
        ['login account', $address, limit_of('LOGIN_ACCOUNT', '50/3600')],
        ['login address', $client, limit_of('LOGIN_ADDRESS', '100/300')],
    );
}

/** Less is let through while the account is new. */
function count_message(array $me, bool $is_new): void
{
    $limit = $is_new ? limit_of('NEWCOMER_MESSAGE', '30/300') : limit_of('MESSAGE', '100/300');
    count_tries(['message', "person {$me['id']}", $limit]);
}
