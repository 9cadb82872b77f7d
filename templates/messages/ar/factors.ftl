### The second factor: codes of an authenticator app, recovery codes, remembered browsers.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

code-title = أدخِل رمزك
code-label = الرمز
code-hint = الأرقام الستة التي يعرضها تطبيق المصادقة الآن، أو أحد رموز الاسترداد.
code-remember = { $days ->
    [one] عدم السؤال مجددًا في هذا المتصفح لمدة يوم
    [two] عدم السؤال مجددًا في هذا المتصفح لمدة يومين
    [few] عدم السؤال مجددًا في هذا المتصفح لمدة { $days } أيام
   *[other] عدم السؤال مجددًا في هذا المتصفح لمدة { $days } يومًا
    }
code-submit = متابعة
code-person = تسجيل الدخول باسم { $username }.
code-error-wrong = هذا الرمز خاطئ أو استُخدم من قبل. انتظر الرمز التالي وحاول مرة أخرى.
code-error-too-many-attempts = محاولات كثيرة جدًا. انتظر بضع دقائق ثم حاول مرة أخرى.
enrol-title = إعداد تسجيل الدخول بخطوتين
enrol-lead = بعدها ستسجّل الدخول بكلمة مرورك ورمز من تطبيق مصادقة.
enrol-required = يحتاج حسابك إلى خطوة ثانية. أعدّها للمتابعة.
enrol-scan = امسح الصورة بتطبيق مصادقة على هاتفك، أو اكتب المفتاح فيه.
enrol-enter = أدخِل الأرقام الستة التي يعرضها التطبيق.
enrol-picture = صورة المفتاح لتطبيق المصادقة
enrol-secret = المفتاح نصًّا:
enrol-code = رمز التطبيق
enrol-submit = تفعيل
enrol-error = لا يطابق هذا الرمز المفتاح أعلاه. تأكد من صحة ساعة هاتفك وجرّب الرمز التالي.
recovery-title = رموز الاسترداد
recovery-lead = احفظ هذه الرموز في مكان آمن، فهي تُعرض هذه المرة فقط.
recovery-explain = يحل كل واحد منها محل رمز تطبيقك مرة واحدة، يوم تفقده.
recovery-continue = لقد حفظتها
factors-title = تسجيل الدخول بخطوتين
factors-app = تطبيق المصادقة
factors-since = أُعدّ في { $day }.
factors-remove = إيقاف تسجيل الدخول بخطوتين
factors-recovery = { $count ->
    [0] لم يبقَ لديك أي رمز استرداد.
    [one] بقي لديك رمز استرداد واحد.
    [two] بقي لديك رمزا استرداد.
    [few] بقيت لديك { $count } رموز استرداد.
   *[other] بقي لديك { $count } رمز استرداد.
    }
factors-renew = إنشاء رموز استرداد جديدة
factors-browsers = المتصفحات المحفوظة
factors-remembered = { $count ->
    [one] متصفح واحد لا يُطلب فيه رمز.
    [two] متصفحان لا يُطلب فيهما رمز.
    [few] { $count } متصفحات لا يُطلب فيها رمز.
   *[other] { $count } متصفحًا لا يُطلب فيها رمز.
    }
factors-forget = السؤال مجددًا في كل متصفح
factors-manage = إدارة
logout-one = تسجيل خروج { $username }
logout-all = تسجيل الخروج من جميع الحسابات
