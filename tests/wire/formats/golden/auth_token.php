array (
  'token' => 'eyJ0.eyJp',
  'data' => 
  array (
    'id' => '1',
    'email' => 'anna.person@example.com',
    'image' => '3c.jpg',
    'slug' => 'annaperson',
    'account' => 'pro',
    'discipline' => 'Photographer, Graphic Designer, newitem',
  ),
)