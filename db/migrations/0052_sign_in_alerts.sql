-- A sign-in is compared with all the person's earlier ones, ended or not.
create index sessions_earlier on sessions (user_id, created_at desc);
