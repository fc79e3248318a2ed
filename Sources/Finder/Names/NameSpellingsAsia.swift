extension NameLists {
    /// One name by Mandarin, Cantonese, Hokkien, Vietnamese, Korean and Japanese usage.
    static let eastAsia = """
        chen chan tan chin tran
        li lee lei ly lai
        wang wong ong vuong
        huang wong hwang ng ooi hoang huynh
        zhang chang cheung teo truong cheong
        liu lau low lew luu
        wu ng goh ngo woo
        lin lam lim
        lam lim rim im
        yang yeung yong young duong
        zhao chao chiu teoh trieu
        zhou chow chou chew chu chau
        xu hsu tsui hui koh tu
        sun suen soon ton
        ma mah
        zhu chu choo
        hu woo wu ho
        guo kuo kwok quek quach
        he ho hor ha
        gao kao ko cao
        luo law lo loh la
        zheng cheng cheang tay jeng trinh
        liang leung neo luong
        xie hsieh tse chia ta
        song sung soong tong
        tang tong teng dang
        deng tang teng dang
        han hon
        feng fung phung
        cao tso tsao cho chou
        peng pang banh phang
        zeng tsang tseng chan chng tang
        xiao hsiao siu tieu
        cai tsai choi choy chua thai
        pan poon phua pun phan
        yuan yuen
        ye yip yeh yap ip diep
        jiang chiang keung kong chiong khuong
        du to toh do
        su so soh to
        lu lo loo lok luk
        wei wai ngai
        ding ting
        shen sum shum sim tham
        yao yiu dieu
        zhong chung chong
        cui tsui choi
        yan ngan yim gan nghiem
        fang fong hong phuong
        shi shih sze see
        xing hsing ying
        jie chieh kit
        wen man mun van
        ming meng minh
        ying yin ing
        mei may mui my
        hua wah hoa
        guang kwong quang
        hong hung
        jun chun tuan
        yu yue yuk ngoc
        xiu sau siew tu
        qing ching thanh
        zhi chi tri
        jian kin chien kien
        kim gim
        park pak bak
        lee yi rhee li
        choi choe che
        jung jeong chung cheong chong
        kang gang
        cho jo joe
        yoon yun youn
        jang chang zhang
        lim im rim
        seo suh so
        shin sin
        kwon gwon kweon
        ahn an
        yoo yu ryu yoon ryoo
        moon mun
        noh roh no
        baek paek back paik
        ji jee chi
        hyun hyeon
        young yeong yung
        sung seong
        joon jun
        woo wu u
        eun un
        hee hui
        min minn
        sato satoh satou
        ito itoh itou
        kato katoh katou
        saito saitoh saitou
        ono oono ohno
        ota oota ohta
        oshima ooshima ohshima
        sho shou shoh
        yuki yuuki
        yuko yuuko
        ryo ryou rio
        kotaro koutarou kohtaro
        taro tarou taroh
        jiro jirou
        shinji sinji
        nguyen nguyn ngyuen
        pham fam
        reyes reys
        santos santo
        """

    /// Names of India, Pakistan, Bangladesh, Sri Lanka and Nepal, north and south.
    static let southAsia = """
        agarwal aggarwal agrawal
        mishra misra
        mehta mehtha
        joshi joshee
        tiwari tiwary tewari
        trivedi tripathi
        pandey pande pandya
        srivastava shrivastava srivastav
        verma varma
        iyer iyar aiyar
        iyengar ayyangar
        menon menen
        nair nayar
        pillai pillay pillae
        subramanian subramaniam subramanyam subramaniyam
        sivakumar shivakumar
        siva shiva
        balasubramaniam balasubramanian
        ramakrishnan ramakrishna
        venkatesh venkatesan venkat
        raghavan ragavan
        lakshmi laxmi luxmi lakshmy
        sri shri shree
        krishna kishna krsna
        vivek vivekh
        deepak dipak
        deepika dipika
        dipa deepa
        geeta gita geetha
        neeta nita neetha
        sunita suneeta sunitha
        anita aneeta anitha
        kavita kavitha
        savita savitha
        lalita lalitha
        smita smitha
        pooja puja
        priya preya
        riya rhea ria
        diya dia
        aarav arav
        aaryan aryan arian
        arjun arjan arjuna
        rohit rohith
        sumit sumeet
        amit ameet
        ajit ajeet ajith
        sanjay sanjai
        vijay bijoy wijay vijai
        vikram bikram wikram
        bhaskar baskar
        chandra chander
        surendra surinder surender
        narendra narinder
        rajendra rajinder
        mahendra mohinder mahinder
        devendra davinder devinder
        jaswinder jasvinder
        harwinder harvinder
        balwinder balvinder
        kulwinder kulvinder
        parminder perminder
        gurpreet gurprit
        manpreet manprit
        harpreet harprit
        jaspreet jasprit
        simran simrun
        sandhu sindhu
        dhillon dhillion
        gill ghill
        sidhu siddhu
        grewal garewal
        das dass
        dutta datta dutt
        roy rai ray
        sen shen
        ghosh ghose
        chakraborty chakravarty chakrabarti chakravarti
        chatterjee chatterji chattopadhyay
        ganguly gangopadhyay ganguli
        biswas vishwas
        bhattacharya bhattacharjee bhattacharyya
        mandal mondal
        majumdar mazumder mojumdar mazumdar
        sarkar sarker sircar
        talukdar talukder
        sikdar sikder shikder
        howlader hawladar
        rahim rohim
        karim korim
        jahan jehan
        nahar nahr
        parvin parveen perveen parbin
        sultana sultanah
        yasmin easmin
        nasrin nasreen nusrin
        shirin shireen
        sabina sabeena
        tahmina tahmeena
        rumana romana
        rubina rubeena
        shahid shaheed
        shahida shaheda
        rashida rasheda
        rasel russel
        monir munir moneer
        monira munira
        motiur matiur
        mizanur mijanur
        azizur azizor
        zia jia
        zaman jaman
        zahid jahid zaheed
        zakir jakir
        aziz ajij
        faiz foyez foyz
        foysal faisal
        mosammat mst most musammat
        rajapaksa rajapakse
        perera pereira
        fernando pernando
        tharmalingam dharmalingam
        thamil tamil
        kumaran kumaren
        gurung gurang
        tamang tamanga
        shrestha shresta
        thapa thapha
        """
}
