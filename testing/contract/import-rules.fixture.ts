import { forTests, type Import } from "./imports.fixture.ts";

type Rule = {
  name: string;
  from: RegExp;
  except?: RegExp;
  not: RegExp;
  /** An import that breaks the rule, so that a rule that cannot fail is noticed. */
  planted: Import;
  /** Tests may do it too: they look into the database and at the transport they check. */
  testsMay?: true;
};

const contacts = "lib/audience/contacts/list.ts";

/** Who may not import what: the table of the architecture, a line each. The order of the wings stands in import-order.fixture.ts. */
export const rules: Rule[] = [
  {
    name: "db knows tables, nothing else",
    from: /^db\//,
    not: /^#?(app|components|lib)\//,
    planted: { file: "db/schema/users.ts", of: "lib/env.ts" },
  },
  {
    name: "the product runs without a web server",
    from: /^lib\//,
    except: /^lib\/web\//,
    not: /^(next|next-auth|react|react-dom|server-only)(\/|$)/,
    planted: { file: contacts, of: "next/headers" },
  },
  {
    name: "lib does not reach up",
    from: /^lib\//,
    except: /^lib\/web\//,
    not: /^(app|components)\//,
    planted: { file: contacts, of: "components/ui/button.tsx" },
  },
  {
    name: "only pages and lib/web speak to the web layer",
    from: /^lib\//,
    except: /^lib\/web\//,
    not: /^lib\/web\//,
    planted: { file: contacts, of: "lib/web/current-actor.ts" },
  },
  {
    name: "components get their data by props",
    from: /^components\//,
    not: /^(db|app)\//,
    planted: { file: "components/ui/table.tsx", of: "db/schema/users.ts" },
  },
  {
    name: "pages ask lib, never the database",
    from: /^app\//,
    not: /^(db\/|drizzle-orm|postgres$)/,
    planted: { file: "app/page.tsx", of: "drizzle-orm" },
  },
  {
    name: "only core opens a connection",
    from: /^(app|components|lib)\//,
    except: /^lib\/core\//,
    not: /^db\/client\.ts$/,
    planted: { file: contacts, of: "db/client.ts" },
    testsMay: true,
  },
  {
    name: "only core holds the connections",
    from: /^(app|components|lib)\//,
    except: /^lib\/core\//,
    not: /^lib\/core\/database\/connections\.ts$/,
    planted: { file: contacts, of: "lib/core/database/connections.ts" },
    testsMay: true,
  },
  {
    name: "only the audit log and the keys have a keeper",
    from: /^(app|components|lib)\//,
    except: /^lib\/(audit|operations\/encryption-keys)\//,
    not: /^lib\/core\/database\/keeper\.ts$/,
    planted: { file: contacts, of: "lib/core/database/keeper.ts" },
  },
  {
    name: "nobody skips suppression: the transport belongs to lib/mail and the gate",
    from: /^(app|components|lib)\//,
    except: /^lib\/(mail|sending\/gate)\//,
    not: /^(nodemailer|lib\/mail\/smtp\/transport\.ts)/,
    planted: { file: contacts, of: "nodemailer" },
    testsMay: true,
  },
  {
    name: "mailboxes are reached by lib/mail alone, with its limits",
    from: /^(app|components|lib)\//,
    except: /^lib\/mail\//,
    not: /^imapflow/,
    planted: { file: contacts, of: "imapflow" },
    testsMay: true,
  },
  {
    name: "mail, files, api, edge and crypto know no table",
    from: /^lib\/(mail|files|api|edge|crypto)\//,
    not: /^(db\/|drizzle-orm)/,
    planted: { file: "lib/mail/message/compose.ts", of: "db/schema/campaigns.ts" },
    testsMay: true,
  },
  {
    name: "factories and servers are for tests",
    from: /^(app|components|lib|db)\//,
    not: /^testing\//,
    planted: { file: contacts, of: "testing/factories.ts" },
    testsMay: true,
  },
];

export const breaks = ({ from, except, not, testsMay }: Rule, { file, of }: Import) =>
  from.test(file) && !except?.test(file) && !(testsMay && forTests(file)) && not.test(of);
