<?php
// Every request begins here: which call it is, and its answer as JSON.

declare(strict_types=1);

require __DIR__ . '/../src/database.php';
require __DIR__ . '/../src/answers.php';
require __DIR__ . '/../src/formats.php';
require __DIR__ . '/../src/limits.php';
require __DIR__ . '/../src/tokens.php';
require __DIR__ . '/../src/people.php';
require __DIR__ . '/../src/pictures.php';
require __DIR__ . '/../src/jobs.php';
require __DIR__ . '/../src/messages.php';
require __DIR__ . '/../src/telling.php';
require __DIR__ . '/../src/replies.php';

set_exception_handler(function (Throwable $error): void {
    if ($error instanceof Refusal) {
        answer(['status' => (string) $error->getCode(), 'message' => $error->getMessage()], $error->getCode());
    } else {
        error_log((string) $error);
        answer(['status' => '500', 'message' => 'Something went wrong'], 500);
    }
});

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$call = $_SERVER['REQUEST_METHOD'] . ' ' . $path;

switch (true) {
    case $call === 'POST /auth/login':
        answer(log_in($_POST['email'] ?? '', $_POST['password'] ?? ''));
        break;
    case $call === 'GET /users/me':
        answer(['data' => my_page(caller())]);
        break;
    case $call === 'GET /users':
        answer(people(caller(), paging()));
        break;
    case (bool) preg_match('#^GET /users/(\d{1,18})$#', $call, $found):
        answer(['data' => person_page(caller(), $found[1])]);
        break;
    case $call === 'GET /images':
        answer(pictures(caller(), paging()));
        break;
    case $call === 'GET /jobs':
        answer(jobs(caller(), paging()));
        break;
    case $call === 'GET /messages':
        answer(inbox(caller(), paging()));
        break;
    case (bool) preg_match('#^POST /messages/(\d{1,18})/reply$#', $call, $found):
        answer(reply(caller(), $found[1], $_POST['message'] ?? ''));
        break;
    default:
        throw new Refusal('There is no such call', 404);
}
