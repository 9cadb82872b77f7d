### Names of claims (OpenID Connect Core §5.1).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

claim-name = 全名
claim-given-name = 名字
claim-family-name = 姓氏
claim-middle-name = 中间名
claim-nickname = 昵称
claim-preferred-username = 用户名
claim-profile = 个人主页地址
claim-picture = 头像
claim-website = 网站
claim-gender = 性别
claim-birthdate = 出生日期
claim-zoneinfo = 时区
claim-locale = 语言
claim-updated-at = 您的个人资料上次更改的时间
claim-email = 电子邮件地址
claim-email-verified = 您的电子邮件地址是否已确认
claim-address = 邮寄地址
claim-phone-number = 电话号码
claim-phone-number-verified = 您的电话号码是否已确认
scope-openid = 确认是您本人
scope-profile = 查看您的姓名、头像和其他个人资料
scope-email = 查看您的电子邮件地址
scope-address = 查看您的邮寄地址
scope-phone = 查看您的电话号码
scope-offline-access = 在您不在场时保持访问权限
scope-groups = 查看您的群组和角色
claim-groups = 您所在的群组
claim-roles = 您拥有的角色
