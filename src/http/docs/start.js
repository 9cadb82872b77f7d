// Shows the description of this server, and signs in as the demo client `spa` unless another client is entered.
"use strict";
const docs = new URL(document.currentScript.src).href.replace(/\/start\.js.*$/, "");
const ui = SwaggerUIBundle({
  dom_id: "#ui",
  url: docs.replace(/\/docs$/, "/openapi.json"),
  oauth2RedirectUrl: docs + "/oauth2-redirect",
  deepLinking: true,
  validatorUrl: null,
});
ui.initOAuth({ clientId: "spa", scopes: "openid profile email", usePkceWithAuthorizationCodeGrant: true });
