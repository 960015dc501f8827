import { answerApi } from "#lib/web/api-route.ts";

/** The subscribers' page that the edge answers, for platforms that run only Next. */
export {
  answerApi as DELETE,
  answerApi as GET,
  answerApi as HEAD,
  answerApi as OPTIONS,
  answerApi as PATCH,
  answerApi as POST,
  answerApi as PUT,
};

export const dynamic = "force-dynamic";
