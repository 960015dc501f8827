/**
 * Returns the rows of a result without gaps. When a statement fails after its first row, postgres.js goes on counting in the next result
 * of that connection, which then begins with as many gaps (porsager/postgres, issue 1181). Inside a transaction a rollback comes between.
 */
export const wholeRows = <R>(rows: R[]): R[] =>
  rows.length === 0 || 0 in rows ? rows : rows.filter(() => true);
