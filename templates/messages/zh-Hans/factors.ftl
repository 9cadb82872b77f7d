### The second factor: codes of an authenticator app, recovery codes, remembered browsers.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

code-title = 输入您的代码
code-label = 代码
code-hint = 您的身份验证器应用当前显示的六位数字，或您的一个恢复代码。
code-remember = 在此浏览器中 { $days } 天内不再询问
code-submit = 继续
code-person = 正在以 { $username } 身份登录。
code-error-wrong = 此代码错误或已被使用。请等待下一个代码后重试。
code-error-too-many-attempts = 尝试次数过多。请等待几分钟后重试。
enrol-title = 设置两步登录
enrol-lead = 此后，您将使用密码和身份验证器应用的代码登录。
enrol-required = 您的账户需要第二步验证。请设置后继续。
enrol-scan = 请用手机上的身份验证器应用扫描图片，或在其中输入密钥。
enrol-enter = 请输入应用显示的六位数字。
enrol-picture = 供身份验证器应用使用的密钥图片
enrol-secret = 文本形式的密钥：
enrol-code = 应用的代码
enrol-submit = 启用
enrol-error = 此代码与上方的密钥不符。请检查手机时钟是否准确，并尝试下一个代码。
recovery-title = 恢复代码
recovery-lead = 请将这些代码保存在安全的地方。它们仅显示这一次。
recovery-explain = 如果您丢失了应用，每个代码可代替应用的代码使用一次。
recovery-continue = 我已保存
factors-title = 两步登录
factors-app = 身份验证器应用
factors-since = 设置于 { $day }。
factors-remove = 关闭两步登录
factors-recovery = { $count ->
    [0] 您已没有恢复代码。
   *[other] 您还有 { $count } 个恢复代码。
    }
factors-renew = 生成新的恢复代码
factors-browsers = 已记住的浏览器
factors-remembered = { $count } 个浏览器不再要求输入代码。
factors-forget = 在所有浏览器中重新询问
factors-manage = 管理
logout-one = 让 { $username } 退出登录
logout-all = 退出所有账户
