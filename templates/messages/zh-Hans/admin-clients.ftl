### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-client-added-title = { $name } 已注册
admin-client-secret = 客户端密钥
admin-client-kind = 这是什么？
admin-client-redirect-uris = 重定向 URI
admin-kind-web = Web 应用
admin-kind-web-hint = 在能够保守密钥的服务器上运行。
admin-key-alg = 算法
admin-snippet-curl = 在命令行中
admin-snippet-postman-lead = 请在 Postman 中导入。
