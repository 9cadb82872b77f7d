### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

account-nav = 您的账户
account-nav-overview = 概览
account-nav-profile = 个人资料
account-nav-passkeys = 通行密钥
account-nav-authenticator = 身份验证器应用
account-nav-recovery-codes = 恢复代码
account-nav-password = 密码
account-nav-email = 电子邮件
account-nav-devices = 设备
account-nav-applications = 应用
account-nav-events = 安全事件
account-nav-data = 您的数据
account-title = 您的账户
account-lead = 您已登录为 { $username }。
account-profile = 个人资料
account-username = 用户名
account-name = 姓名
account-email = 电子邮件
account-email-verified = 已确认
account-email-unverified = 未确认
account-sessions = 活动会话
account-apps = 已连接的应用
account-no-apps = 没有应用可以访问您的账户。
account-open = 前往 { $client }
account-disconnect = 断开连接
account-disconnect-explain = 断开连接的应用将被退出登录，并且必须重新征求您的同意。
account-sign-out = 退出登录
