/** Ways of proving who you are, as RFC 8176 names them. */
export type Amr = "pwd" | "otp" | "hwk" | "user" | "mfa";
