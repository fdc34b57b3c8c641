<?php
// Tokens as JSON Web Tokens, HS512 under the same key and with the same claims, and the log-in that makes one.

declare(strict_types=1);

const WEEK = 7 * 24 * 3600; // seconds
const ADMINISTRATOR = 1;

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function signature(string $signed): string
{
    return base64url(hash_hmac('sha512', $signed, getenv('PEER_KEY'), true));
}

function token_of(array $claims): string
{
    $signed = base64url('{"alg":"HS512","typ":"JWT"}') . '.' . base64url(json_encode($claims, JSON_UNESCAPED_SLASHES));
    return $signed . '.' . signature($signed);
}

/** The claims of a token with a right signature that isn't over, else null. */
function claims_of(string $token): ?array
{
    $parts = explode('.', $token);
    if (count($parts) !== 3 || !hash_equals(signature("$parts[0].$parts[1]"), $parts[2])) {
        return null;
    }
    [$header, $claims] = array_map(
        fn (string $part) => json_decode((string) base64_decode(strtr($part, '-_', '+/')), true),
        [$parts[0], $parts[1]],
    );
    return ($header['alg'] ?? '') === 'HS512' && ($claims['exp'] ?? 0) > time() ? $claims : null;
}

/** Whose token it is: id, role and account. */
function caller(): array
{
    $claims = preg_match('/^Bearer (\S+)$/i', $_SERVER['HTTP_AUTHORIZATION'] ?? '', $found) ? claims_of($found[1]) : null;
    $me = $claims === null ? null : row(
        'SELECT p.id, p.role, p.account FROM person p JOIN person_version v ON v.id = p.id
        WHERE p.id = :id AND p.deleted_at IS NULL AND p.suspended_at IS NULL AND v.token_epoch = :epoch',
        ['id' => $claims['id'] ?? 0, 'epoch' => $claims['epoch'] ?? 0],
    );
    return $me ?? throw new Refusal('The token is invalid', 401);
}

function log_in(string $email, string $password): array
{
    count_log_in($email, $_SERVER['REMOTE_ADDR']);
    $person = row(
        "SELECT p.id, p.email, p.picture, p.slug, p.account, array_to_string(p.disciplines, ', ') AS discipline,
            p.password_hash, p.suspended_at, v.token_epoch
        FROM person p JOIN person_version v ON v.id = p.id
        WHERE lower(p.email) = lower(:email) AND p.deleted_at IS NULL",
        ['email' => trim($email)],
    );
    if (!isset($person['password_hash'])) { // takes as long as for somebody
        password_hash($password, PASSWORD_ARGON2ID, ['memory_cost' => 19 * 1024, 'time_cost' => 2, 'threads' => 1]);
        throw new Refusal('Invalid email or password', 401);
    }
    if (!password_verify($password, $person['password_hash'])) {
        throw new Refusal('Invalid email or password', 401);
    }
    if ($person['suspended_at'] !== null) {
        throw new Refusal('This account has been suspended', 403);
    }
    $now = time();
    $token = token_of([
        'id' => (string) $person['id'],
        'email' => $person['email'],
        'iat' => $now,
        'exp' => $now + WEEK,
        'epoch' => $person['token_epoch'],
        'since' => $now,
        'jti' => bin2hex(random_bytes(8)),
    ]);
    return ['token' => $token, 'data' => [
        'id' => (string) $person['id'],
        'email' => $person['email'],
        'image' => $person['picture'],
        'slug' => $person['slug'],
        'account' => $person['account'],
        'discipline' => $person['discipline'],
    ]];
}
