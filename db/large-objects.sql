-- Takes the functions of large objects from everybody, because no wall stands in front of what they keep. Only a superuser may: `npm start` runs
-- it so in the database it brings, and migrations try it in an operator's own.
do $$
declare v_function regprocedure;
begin
  for v_function in select oid::regprocedure from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace and (proname ~ '^lo_' or proname in ('loread', 'lowrite'))
  loop
    begin
      execute format('revoke execute on function %s from public', v_function);
    exception when insufficient_privilege then null;
    end;
  end loop;
end $$;
