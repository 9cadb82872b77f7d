### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

page-title-error = 错误：{ $page }
footer-about = 关于本服务
new-tab = （在新标签页中打开）
logo-alt = { $client } 的徽标
client-policy = 隐私政策
client-terms = 服务条款
client-links = 关于 { $client }
client-unverified = { $client } 是自行注册的，这里没有人核实过它的背后是谁。请仅在您信任它时继续。
skip = 跳到正文
nav-menu = 菜单
footer-links = 关于这些页面
footer-support = 帮助
footer-privacy = 隐私
footer-imprint = 法律声明
language-label = 语言
language-submit = 更改
