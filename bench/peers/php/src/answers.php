<?php
// What is sent back, and which rows of a list are wanted.

declare(strict_types=1);

class Refusal extends Exception
{
}

function answer(array $said, int $status = 200): void
{
    $written = json_encode($said, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
    http_response_code($status);
    header('Content-Type: application/json');
    header('Content-Length: ' . strlen($written));
    echo $written;
}

/** limit and offset, as numbers. */
function paging(): array
{
    $limit = filter_var($_GET['limit'] ?? 20, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => 500]]);
    $offset = filter_var($_GET['offset'] ?? 0, FILTER_VALIDATE_INT, ['options' => ['min_range' => 0]]);
    if ($limit === false) {
        throw new Refusal('The limit parameter should be a positive integer between 1 and 500', 400);
    }
    if ($offset === false) {
        throw new Refusal('The offset parameter should be a positive integer', 400);
    }
    return ['limit' => $limit, 'offset' => $offset];
}
