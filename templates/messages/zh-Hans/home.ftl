### The front page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

home-title = 一个账户，畅用所有应用
home-lead = 应用会将您带到这里登录。它们会知道您是谁以及您允许了什么，但永远看不到您的密码。
home-signed-in = 已登录为 { $username }
home-sign-in = 登录
home-account = 您的账户
home-sign-out = 退出登录
home-developers = 致开发者
home-issuer = 颁发者
home-discovery = 发现文档
home-jwks = 公钥 (JWKS)
home-docs = API 文档
