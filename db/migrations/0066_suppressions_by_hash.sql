-- The trigger that notes a second hand on a suppression looks each one up by its address. Without statistics the planner took an index of
-- the workspace for as good as the unique one, and read all of it for each row of a long list.
create index suppressions_by_hash on suppressions (email_hash) where lifted_at is null;
