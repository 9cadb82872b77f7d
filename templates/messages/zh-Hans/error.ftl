### Refusals.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

error-title-request = 无法接受此请求
error-title-not-found = 没有此页面
error-title-forbidden = 您无权访问此页面
error-title-expired = 此页面已过期
error-title-busy = 当前过于繁忙
error-title-server = 此处出现了问题
error-hint-request = 请返回应用重新开始。如果仍然无效，请将下面的编号告知该应用的支持人员。
error-hint-not-found = 请检查地址，或从带您来到这里的应用重新开始。
error-hint-forbidden = 您已登录，但您的账户无权查看。请退出登录以使用其他账户。
error-hint-expired = 请返回应用重新开始。必须允许使用 Cookie。
error-hint-busy = 请稍候再试。
error-hint-server = 请稍后再试。如果问题持续出现，请将下面的编号告知管理员。
error-back = 前往 { $product }
error-details = 详细信息
error-code = 错误
error-id = 编号
error-explanation = 管理员查看
error-section = 规则
error-mend = 致开发者
