array (
  'hasmore' => true,
  'data' => 
  array (
    0 => 
    array (
      'usage_id' => '4401',
      'email' => 'anna.p@example.com',
      'user_id' => '1981',
      'report_date' => '2015-07-05',
      'upload' => '0',
      'download' => '520',
      'full_usage' => '520',
      'new_user' => 'Yes',
      'locationname' => NULL,
      'mac' => '',
    ),
    1 => 
    array (
      'usage_id' => '4402',
      'email' => 'testing.accounts@example.com',
      'user_id' => '29105',
      'report_date' => '2015-07-05',
      'upload' => '837244',
      'download' => '1556104',
      'full_usage' => '2393348',
      'new_user' => 'No',
      'locationname' => NULL,
      'mac' => '',
    ),
  ),
)