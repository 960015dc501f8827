/** Authentication methods, as RFC 8176 names them. */
export type Amr = "pwd" | "otp" | "hwk" | "user" | "mfa";
