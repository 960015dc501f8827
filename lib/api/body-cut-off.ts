/** The sender went, or broke a limit, before its body ended: nobody reads the answer, and it is no fault of ours. */
export class BodyCutOff extends Error {
  override readonly name = "BodyCutOff";
}
