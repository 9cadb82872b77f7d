### The console's pages about people.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-user-title = 用户 { $name }
admin-user-username = 用户名
admin-user-username-hint = 此人用它登录，以后无法更改。
admin-user-name = 全名
admin-user-email = 电子邮件
admin-user-admin = 管理员
admin-user-admin-hint = 可以使用此控制台及其中的全部功能。
admin-user-subject = 主体
admin-user-profile = 个人资料
admin-user-add = 添加用户
admin-user-add-lead = 该账户可立即使用。
admin-user-search = 用户名或电子邮件
admin-user-remove-title = 删除用户 { $name } 吗？
admin-user-remove-consequence = 该账户、其登录方式及其允许过的一切都将永久删除。其会话和令牌立即失效。
admin-sessions-lead = 每个会话都是一个浏览器中的一次登录。结束会话会让此人在该处退出登录。
