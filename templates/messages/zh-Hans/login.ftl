### Signing in, and choosing an account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

login-title = 登录
login-client = 以继续访问 { $client }
login-device = 以连接设备
login-again = 此操作需要您重新证明身份。
login-username = 用户名
login-password = 密码
login-submit = 登录
login-cancel = 取消
login-error-wrong-credentials = 用户名和密码不匹配。请检查后重试。
login-error-too-many-attempts = 尝试次数过多。请等待几分钟后重试。
login-error-another-account = 应用要求使用与您登录的账户不同的账户。请登录该账户，或者取消。
login-error-expired = 此页面打开时间过长。请重新登录。
login-error-busy = 目前无法验证密码。请稍后再试。
select-title = 选择账户
select-continue = 以 { $username } 身份继续
select-other = 使用其他账户
