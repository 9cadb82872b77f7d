### Mails. An empty line within a text begins a new paragraph.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

mail-greeting = { $username }，您好：
mail-greeting-unnamed = 您好：
mail-link-hint = 如果按钮无效，请将此地址复制到浏览器中：
mail-advice-unasked = 如果这不是您的请求，您无需执行任何操作：不打开链接就不会发生任何事。
mail-advice-not-you = 如果这不是您本人所为，请立即更改密码，并在账户页面检查会话。
mail-sender = 发送方：{ $product }，{ $issuer }
mail-fact-time = 时间
mail-fact-address = 网络地址
mail-fact-agent = 浏览器
mail-sign-up-subject = 完成您的账户注册
mail-sign-up-text = 有人（希望是您）使用此电子邮件地址在 { $product } 创建了账户。
    请打开此链接的页面以完成注册。链接仅可使用一次，最长 24 小时内有效。
mail-sign-up-action = 完成注册
mail-account-exists-subject = 您已有账户
mail-account-exists-text = 有人（也许是您）在 { $product } 输入了此电子邮件地址来创建账户。此地址已有账户，其名称为 { $username }。
    请使用该账户登录。如果忘记了密码，可从登录页面设置新密码。
mail-account-exists-action = 登录
mail-verify-email-subject = 确认您的电子邮件地址
mail-verify-email-text = 请确认此电子邮件地址属于您在 { $product } 的账户。链接仅可使用一次。
mail-verify-email-action = 确认地址
mail-reset-password-subject = 设置新密码
mail-reset-password-text = 有人（希望是您）表示忘记了 { $product } 的密码。
    您可以在此链接的页面上设置新密码。链接仅可使用一次，且有效时间很短。设置新密码会让您在所有地方退出登录。
mail-reset-password-action = 设置新密码
mail-change-email-subject = 确认您的新电子邮件地址
mail-change-email-text = 您在 { $product } 的账户将使用此电子邮件地址。请在您已登录的浏览器中确认。链接仅可使用一次，且有效时间很短。
mail-change-email-action = 确认地址
mail-new-sign-in-subject = 您的账户有新的登录
mail-new-sign-in-text = 您在 { $product } 的账户在一个我们从未见过的浏览器中登录。
mail-password-changed-subject = 您的密码已更改
mail-password-changed-text = 您在 { $product } 的账户密码已更改。
mail-email-changed-subject = 您的电子邮件地址已更改
mail-email-changed-text = 您在 { $product } 的账户现在使用另一个电子邮件地址。今后的邮件将发送到那里。
mail-factor-added-subject = 已添加第二因素
mail-factor-added-text = 您在 { $product } 的账户现在登录时需要第二因素。
mail-factor-removed-subject = 已移除第二因素
mail-factor-removed-text = 您在 { $product } 的账户已移除一个第二因素。
mail-passkey-added-subject = 已添加通行密钥
mail-passkey-added-text = 通行密钥“{ $name }”已添加到您在 { $product } 的账户，可用于登录。
mail-passkey-removed-subject = 已移除通行密钥
mail-passkey-removed-text = 通行密钥“{ $name }”已从您在 { $product } 的账户中移除。
mail-recovery-code-used-subject = 已使用恢复代码
mail-recovery-code-used-text = 您在 { $product } 的账户使用了恢复代码登录。该代码不能再次使用。
