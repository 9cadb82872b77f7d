### The consent page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

consent-title = 允许访问吗？
consent-lead = { $client } 想使用您的账户。
consent-signed-in = 已登录为 { $username }
consent-switch = 不是您？
consent-scopes = 它将能够：
consent-claims = 它将获知您的：
consent-resources = 位置：
consent-no-scopes = 它只需要您的同意。
consent-allow = 允许
consent-deny = 拒绝
consent-destination-site = 无论您如何选择，都将返回 { $place }。
consent-destination-device = 无论您如何选择，都将返回此设备上的程序（{ $place }）。请仅在它是由您启动时继续。
consent-destination-app = 无论您如何选择，都将返回此设备上的应用（{ $place }）。请仅在它是由您启动时继续。
consent-scope-claims = 包含：
