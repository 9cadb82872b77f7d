### Passkeys, on the sign-in page and among the pages of one's account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

passkeys-title = 通行密钥
passkeys-lead = 使用指纹、面容、PIN 或安全密钥代替密码登录。
passkeys-none = 您还没有通行密钥。
passkeys-created = 添加时间
passkeys-used = 上次使用
passkeys-unused = 尚未使用
passkeys-name = 名称
passkeys-rename = 重命名
passkeys-remove = 移除
passkeys-add = 添加通行密钥
passkeys-add-submit = 添加通行密钥
passkeys-script = 添加通行密钥需要 JavaScript。
passkeys-problem = 浏览器未能创建通行密钥。请重试或使用其他设备。
passkeys-sign-in = 请重新登录以添加通行密钥
passkeys-error-not-added = 通行密钥未添加。页面可能打开时间过长。请重试。
passkeys-error-not-removed = 此通行密钥已不存在，或者它是您唯一的登录方式。请先设置密码。
passkeys-error-not-renamed = 通行密钥未重命名。请为它命名。
login-passkey = 使用通行密钥
login-passkey-problem = 浏览器未提供通行密钥。请重试或使用您的密码。
login-error-passkey = 此通行密钥未被接受。请重试或使用您的密码。
