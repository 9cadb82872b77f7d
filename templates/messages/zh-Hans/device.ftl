### Connecting a device (RFC 8628).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

device-title = 连接设备
device-lead = 请输入设备上显示的代码。
device-filled = 您的设备是否显示此代码？请在继续之前逐字核对。
device-code = 代码
device-hint = 八个字母。大小写、空格和连字符都不影响。
device-submit = 继续
device-signed-in = 已登录为 { $username }
device-error-unknown = 没有设备使用此代码。请与您的设备核对后重试。
device-error-expired = 此代码已过期。请在设备上重新开始，它会显示新的代码。
device-error-answered = 此代码已被使用。如果设备仍在等待，请在设备上重新开始，它会显示新的代码。
device-error-too-many-attempts = 错误的代码过多。请等待几分钟后重试。
device-consent-title = 连接此设备吗？
device-consent-lead = 另一台设备上的 { $client } 想使用您的账户。
device-warning = 请仅在这是由您在面前的设备上发起时继续。
device-warning-more = 如果代码或此链接是别人发给您的，请选择“拒绝”：否则对方将进入您的账户。
device-fact-code = 代码
device-fact-when = 请求时间
device-fact-address = 来源地址
device-when-now = 不到一分钟前
device-when-one = 一分钟前
device-when-minutes = { $minutes } 分钟前
device-allowed-title = 您的设备已连接
device-allowed-lead = { $client } 现在可以使用您的账户。
device-allowed-explain = 请返回您的设备，它会在几秒钟内自动继续。您可以关闭此页面。
device-denied-title = 访问已拒绝
device-denied-lead = { $client } 没有获得任何内容。
device-denied-explain = 您的设备将在几秒钟内收到通知。您可以关闭此页面。
