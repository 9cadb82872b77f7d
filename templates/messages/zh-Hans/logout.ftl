### Signing out.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

logout-title = 退出登录吗？
logout-signed-in = 已登录为 { $username }
logout-client = { $client } 请求让您退出登录。
logout-explain = 您正在使用的应用可能会要求您重新登录。
logout-confirm = 退出登录
logout-cancel = 保持登录
logged-out-title = 您已退出登录
logged-out-explain = 如果此电脑还有其他人使用，请同时关闭所有浏览器窗口。
logged-out-client = 返回 { $client }
logged-out-home = 返回首页
logged-out-frame = 正在其他地方退出登录
