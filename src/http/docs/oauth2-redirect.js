// Hands the authorization response to the page that opened this one (Swagger UI's documented hand-over object).
"use strict";
const waiting = window.opener && window.opener.swaggerUIRedirectOauth2;
if (waiting) {
  const response = new URLSearchParams(window.location.search);
  const fail = (message) => waiting.errCb({ authId: waiting.auth.name, source: "auth", level: "error", message });
  if (response.get("state") !== waiting.state) {
    fail("The response does not belong to this request: its state differs.");
  } else if (response.get("code")) {
    delete waiting.state;
    waiting.auth.code = response.get("code");
    waiting.callback({ auth: waiting.auth, redirectUrl: waiting.redirectUrl });
  } else {
    fail("[" + response.get("error") + "] " + (response.get("error_description") || ""));
  }
  window.close();
}
