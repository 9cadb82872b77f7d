### Connecting a device (RFC 8628).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

device-title = توصيل جهاز
device-lead = أدخِل الرمز الذي يعرضه جهازك.
device-filled = هل يعرض جهازك هذا الرمز؟ قارنه حرفًا حرفًا قبل المتابعة.
device-code = الرمز
device-hint = ثمانية أحرف. لا فرق بين الأحرف الكبيرة والصغيرة، ولا أهمية للمسافات والشُّرَط.
device-submit = متابعة
device-signed-in = مسجّل الدخول باسم { $username }
device-error-unknown = لا يوجد جهاز بهذا الرمز. قارنه بما يعرضه جهازك وحاول مرة أخرى.
device-error-expired = انتهت صلاحية هذا الرمز. ابدأ من جديد على جهازك وسيعرض رمزًا جديدًا.
device-error-answered = استُخدم هذا الرمز من قبل. إذا كان جهازك لا يزال ينتظر، فابدأ من جديد عليه وسيعرض رمزًا جديدًا.
device-error-too-many-attempts = رموز خاطئة كثيرة جدًا. انتظر بضع دقائق ثم حاول مرة أخرى.
device-consent-title = هل تريد توصيل هذا الجهاز؟
device-consent-lead = يرغب { $client } على جهاز آخر في استخدام حسابك.
device-warning = لا تتابع إلا إذا كنت قد بدأت هذا بنفسك على جهاز أمامك.
device-warning-more = إذا أرسل إليك شخص ما الرمز أو هذا الرابط، فاختر «الرفض»، وإلا دخل إلى حسابك.
device-fact-code = الرمز
device-fact-when = وقت الطلب
device-fact-address = من العنوان
device-when-now = قبل أقل من دقيقة
device-when-one = قبل دقيقة
device-when-minutes = { $minutes ->
    [two] قبل دقيقتين
    [few] قبل { $minutes } دقائق
   *[other] قبل { $minutes } دقيقة
    }
device-allowed-title = تم توصيل جهازك
device-allowed-lead = يمكن لـ { $client } الآن استخدام حسابك.
device-allowed-explain = عُد إلى جهازك، فسيتابع تلقائيًا خلال ثوانٍ. يمكنك إغلاق هذه الصفحة.
device-denied-title = تم رفض الوصول
device-denied-lead = لم يحصل { $client } على شيء.
device-denied-explain = سيُبلَّغ جهازك خلال ثوانٍ. يمكنك إغلاق هذه الصفحة.
